import {
  type ClientStream,
  type Codec,
  type Frame,
  type FrameFolder,
  type Framing,
  GatewayError,
  type LateFailure,
  type StreamEvent,
} from '@sluice/protocol'
import { encodeMessage } from '@sluice/sse'

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
  pass(raw: Uint8Array | undefined, frame: Frame): void
  /** What keeps the client's connection alive; may be the first thing that it hears. */
  heartbeat(): Output
  /** What is ready to be written since the last call. */
  take(): Output | undefined
  /** The rest of a complete answer, with what ends it. */
  close(): Output | undefined
  /** What tells the client that its committed answer failed; undefined where only a cut connection does. */
  fail(error: GatewayError): LateFailure | undefined
}

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
  return new FoldSink(codec.frames.createFolder(), stream, lateErrors === 'body' ? errorText : undefined)
}

class EventStreamSink implements Sink {
  readonly #stream: ClientStream
  /** Before `#text`; none while nothing passes as bytes. */
  #bytes: Uint8Array[] = []
  #text = ''

  constructor(stream: ClientStream) {
    this.#stream = stream
  }

  event(event: StreamEvent): void {
    for (const frame of this.#stream.encode(event)) this.#text += encodeMessage(frame)
  }

  pass(raw: Uint8Array | undefined, frame: Frame): void {
    if (this.#stream.adopt !== undefined && frame.data !== '') {
      const adopted = this.#stream.adopt(frame)
      if (adopted) this.#text += encodeMessage(adopted)
    } else if (raw === undefined) this.#text += encodeMessage(frame)
    else this.#push(raw)
  }

  #push(raw: Uint8Array): void {
    if (this.#text !== '') this.#bytes.push(Buffer.from(this.#text))
    this.#text = ''
    this.#bytes.push(raw)
  }

  heartbeat(): Output {
    return this.#stream.heartbeat()
  }

  take(): Output | undefined {
    const text = this.#text
    const bytes = this.#bytes
    this.#text = ''
    if (bytes.length === 0) return text === '' ? undefined : text
    this.#bytes = []
    if (text !== '') bytes.push(Buffer.from(text))
    return bytes.length === 1 ? bytes[0] : Buffer.concat(bytes)
  }

  close(): Output | undefined {
    return this.take()
  }

  fail(error: GatewayError): LateFailure {
    return this.#stream.fail(error)
  }
}

/** White space, which every JSON parser skips. */
const JSON_HEARTBEAT = '\n'

/** The Gemini stream without `alt=sse`: `[` chunk `,` chunk … `]`. */
class JsonArraySink implements Sink {
  readonly #stream: ClientStream
  readonly #errorText: (error: GatewayError) => string
  #ready = ''
  #empty = true

  constructor(stream: ClientStream, errorText: (error: GatewayError) => string) {
    this.#stream = stream
    this.#errorText = errorText
  }

  event(event: StreamEvent): void {
    for (const frame of this.#stream.encode(event)) this.#add(frame.data)
  }

  pass(_raw: Uint8Array | undefined, { data }: Frame): void {
    if (data !== '') this.#add(data)
  }

  heartbeat(): Output {
    return JSON_HEARTBEAT
  }

  #add(element: string): void {
    this.#ready += (this.#empty ? '[' : ',\r\n') + element
    this.#empty = false
  }

  take(): Output | undefined {
    const ready = this.#ready
    this.#ready = ''
    return ready === '' ? undefined : ready
  }

  close(): Output {
    return this.#empty ? '[]' : `${this.#ready}]`
  }

  fail(error: GatewayError): LateFailure {
    return { writes: [`${this.#empty ? '[' : ','}${this.#errorText(error)}]`], apart: false }
  }
}

/** Frames of one whole answer; a stream that never ends must not fill the memory. */
const FOLDED_CHARS_MAX = 256 * 1024 * 1024

/** The whole answer is the fold of its stream, so the two modes cannot disagree. */
class FoldSink implements Sink {
  readonly #folder: FrameFolder
  readonly #stream: ClientStream
  /** Undefined where an error body is taken for an answer. */
  readonly #errorText: ((error: GatewayError) => string) | undefined
  #chars = 0

  constructor(folder: FrameFolder, stream: ClientStream, errorText: ((error: GatewayError) => string) | undefined) {
    this.#folder = folder
    this.#stream = stream
    this.#errorText = errorText
  }

  event(event: StreamEvent): void {
    for (const frame of this.#stream.encode(event)) this.#fold(frame)
  }

  pass(_raw: Uint8Array | undefined, frame: Frame): void {
    this.#fold(frame)
  }

  heartbeat(): Output {
    return JSON_HEARTBEAT
  }

  /** @throws GatewayError bad-upstream-response when the answer has grown too large. */
  #fold(frame: Frame): void {
    this.#chars += frame.data.length
    if (this.#chars > FOLDED_CHARS_MAX) throw tooLarge()
    // A terminal marker is no JSON object, and nothing of the answer.
    const json = frame.json ?? (frame.data.startsWith('{') ? JSON.parse(frame.data) : undefined)
    if (json !== undefined) this.#folder.push(json)
  }

  take(): undefined {}

  close(): Output {
    return JSON.stringify(this.#folder.result())
  }

  fail(error: GatewayError): LateFailure | undefined {
    return this.#errorText && { writes: [this.#errorText(error)], apart: false }
  }
}

function tooLarge(): GatewayError {
  return new GatewayError({
    kind: 'bad-upstream-response',
    message: `The upstream's answer is larger than ${FOLDED_CHARS_MAX} characters.`,
    retryable: false,
  })
}
