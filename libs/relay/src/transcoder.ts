import type { GatewayError, StreamMessage, Usage } from '@sluice/protocol'

/** How far an answer has come. Written by its transcoder only. */
export interface Progress {
  /** Something to show has come: enough to promise a 200. */
  output: boolean
  /** The answer is whole and its last frame is with the sink. */
  ended: 'complete' | 'early-stop' | undefined
  /** The answer failed; frames up to that point are with the sink. */
  failure: GatewayError | undefined
  usage: Usage | undefined
  /** The model that the vendor says it ran. */
  upstreamModel: string | undefined
}

/** A message with its own bytes, when it came over a stream. */
export type IncomingStreamMessage = StreamMessage & { readonly raw?: Uint8Array; readonly plain?: boolean }

/** The synchronous way of one answer from the vendor's messages to the client's frames. */
export interface Transcoder {
  readonly progress: Readonly<Progress>
  message(message: IncomingStreamMessage): void
  /** The vendor's body ended, cleanly or not: an answer that has its finish is complete either way. */
  end(): void
}

export function createProgress(): Progress {
  return { output: false, ended: undefined, failure: undefined, usage: undefined, upstreamModel: undefined }
}

/** Nothing more is expected of the answer. */
export function isOver(progress: Readonly<Progress>): boolean {
  return progress.ended !== undefined || progress.failure !== undefined
}
