import type { ClientStream, Codec, Framing, GatewayError } from '@sluice/protocol'
import type { Sink } from './sink.ts'
import { EventStreamSink } from './sinks/event-stream-sink.ts'
import { FoldSink } from './sinks/fold-sink.ts'
import { JsonArraySink } from './sinks/json-array-sink.ts'

interface SinkOptions {
  readonly framing: Framing
  readonly codec: Codec
  readonly stream: ClientStream
  readonly requestId: string
  /** What a failure after the first byte does to an answer in one piece: cut the connection or put the error in the body. */
  readonly lateErrors: 'cut' | 'body'
}

export function createSink(options: SinkOptions): Sink {
  const { framing, codec, stream, requestId, lateErrors } = options
  const errorText = (error: GatewayError) => JSON.stringify(codec.client.encodeError(error, { requestId }).body)
  if (framing === 'sse') return new EventStreamSink(stream)
  if (framing === 'json-array') return new JsonArraySink(stream, errorText)
  return new FoldSink(codec.frames, stream, lateErrors === 'body' ? errorText : undefined)
}
