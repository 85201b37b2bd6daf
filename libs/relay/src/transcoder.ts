import type { GatewayError, StreamMessage, Usage } from '@sluice/protocol'
import type { Sink } from './sink.ts'

/** How far an answer has come. Written by its transcoder only. */
export interface Progress {
  /** Something to show has come: enough to promise a 200. */
  output: boolean
  /** The answer is whole and its last frame was given. */
  ended: 'complete' | 'early-stop' | undefined
  /** The answer failed; what came before that was given. */
  failure: GatewayError | undefined
  usage: Usage | undefined
  /** Members of the answer that the client does not get, for a counter. */
  lost: readonly string[]
  /** The model that the vendor says it ran. */
  upstreamModel: string | undefined
}

/** A message with its own bytes, when it came over a stream. */
export type IncomingStreamMessage = StreamMessage & { readonly raw?: Uint8Array; readonly plain?: boolean }

/**
 * The synchronous way of one attempt's answer from the vendor's messages to the client. Until it is given the sink it
 * keeps what it has, so that an attempt that fails before its first output leaves no trace with the client.
 */
export interface Transcoder {
  readonly progress: Readonly<Progress>
  message(message: IncomingStreamMessage): void
  /** The messages that follow are made of this whole answer. */
  whole?(body: string): void
  /** The vendor's body ended, cleanly or not: an answer that has its finish is complete either way. */
  end(): void
  /** From now on everything goes into the sink, what was kept first. */
  flowInto(sink: Sink): void
}

export function createProgress(): Progress {
  return { output: false, ended: undefined, failure: undefined, usage: undefined, lost: [], upstreamModel: undefined }
}

/** Nothing more is expected of the answer. */
export function isOver(progress: Readonly<Progress>): boolean {
  return progress.ended !== undefined || progress.failure !== undefined
}
