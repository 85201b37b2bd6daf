import {
  type Codec,
  type Frame,
  type FrameFolder,
  type FrameView,
  GatewayError,
  type JsonObject,
} from '@sluice/protocol'
import { encodeMessage } from '@sluice/sse'

/** Bytes for the client's socket. */
export type Output = string | Uint8Array

/** Where an answer's frames become the client's bytes: an event stream, a JSON array or one JSON object. */
export interface Sink {
  /** A frame made here. */
  frame(frame: Frame): void
  /** A frame of the vendor, passing: its own bytes where the framing is the same. Without a view: no data. */
  pass(raw: Uint8Array | undefined, frame: Frame, view: FrameView | undefined): void
  /** What is ready to be written since the last call. */
  take(): Output | undefined
  /** The rest of a complete answer, with what ends it. */
  close(): Output | undefined
}

/** How the client reads the answer. */
export type Framing = 'sse' | 'json-array' | 'whole'

export function createSink(framing: Framing, codec: Codec): Sink {
  if (framing === 'sse') return new EventStreamSink()
  return framing === 'whole' ? new FoldSink(codec.frames.createFolder()) : new JsonArraySink()
}

class EventStreamSink implements Sink {
  /** Before `#text`; none while nothing passes as bytes. */
  #bytes: Uint8Array[] = []
  #text = ''

  frame(frame: Frame): void {
    this.#text += encodeMessage(frame)
  }

  pass(raw: Uint8Array | undefined, frame: Frame): void {
    if (raw === undefined) {
      this.frame(frame)
      return
    }
    if (this.#text !== '') this.#bytes.push(Buffer.from(this.#text))
    this.#text = ''
    this.#bytes.push(raw)
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
}

/** The Gemini stream without `alt=sse`: `[` chunk `,` chunk … `]`. */
class JsonArraySink implements Sink {
  #ready = ''
  #empty = true

  frame(frame: Frame): void {
    this.#ready += (this.#empty ? '[' : ',\r\n') + frame.data
    this.#empty = false
  }

  pass(_raw: Uint8Array | undefined, frame: Frame): void {
    this.frame(frame)
  }

  take(): Output | undefined {
    const ready = this.#ready
    this.#ready = ''
    return ready === '' ? undefined : ready
  }

  close(): Output {
    return this.#empty ? '[]' : `${this.#ready}]`
  }
}

/** Frames of one whole answer; a stream that never ends must not fill the memory. */
const FOLDED_CHARS_MAX = 256 * 1024 * 1024

/** The whole answer is the fold of its stream, so the two modes cannot disagree. */
class FoldSink implements Sink {
  readonly #folder: FrameFolder
  #chars = 0

  constructor(folder: FrameFolder) {
    this.#folder = folder
  }

  frame({ data }: Frame): void {
    this.#fold(data, data.startsWith('{') ? JSON.parse(data) : undefined)
  }

  pass(_raw: Uint8Array | undefined, frame: Frame, view: FrameView | undefined): void {
    this.#fold(frame.data, view?.json)
  }

  /** @throws GatewayError bad-upstream-response when the answer has grown too large. */
  #fold(data: string, json: JsonObject | undefined): void {
    this.#chars += data.length
    if (this.#chars > FOLDED_CHARS_MAX) throw tooLarge()
    if (json !== undefined) this.#folder.push(json)
  }

  take(): undefined {}

  close(): Output {
    return JSON.stringify(this.#folder.result())
  }
}

function tooLarge(): GatewayError {
  return new GatewayError({
    kind: 'bad-upstream-response',
    message: `The upstream's answer is larger than ${FOLDED_CHARS_MAX} characters.`,
    retryable: false,
  })
}
