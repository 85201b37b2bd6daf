import type { Frame, FrameMaker, GatewayError, LateFailure, StreamEvent } from '@sluice/protocol'

/** Bytes for the client's socket. */
export type Output = string | Uint8Array

/**
 * Where one exchange's answer becomes the client's bytes: an event stream, a JSON array or one JSON object. It lives as
 * long as the exchange; nothing of an attempt comes here before its first output.
 */
export interface Sink {
  /** An event of a translated answer. */
  event(event: StreamEvent): void
  /** A frame of a passing answer: its own bytes where the framing is the same. A frame without data is a comment. */
  pass(raw: Uint8Array | undefined, frame: Frame, maker?: FrameMaker): void
  /** The vendor would not stream, and nothing of its answer changes: its body, for a client that reads it in one piece. */
  whole(body: string): void
  /** What keeps the client's connection alive; may be the first thing that it hears. */
  heartbeat(): Output
  /** What is ready to be written since the last call. */
  take(): Output | undefined
  /** The rest of a complete answer, with what ends it. */
  close(): Output | undefined
  /** What tells the client that its committed answer failed; undefined where only a cut connection does. */
  fail(error: GatewayError): LateFailure | undefined
}

/** White space, which every JSON parser skips. */
export const JSON_HEARTBEAT = '\n'
