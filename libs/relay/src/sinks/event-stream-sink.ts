import type { ClientStream, Frame, GatewayError, LateFailure, StreamEvent } from '@sluice/protocol'
import { encodeMessage } from '@sluice/sse'
import type { Output, Sink } from '../sink.ts'

/** An event stream: a vendor's bytes pass where they may. */
export class EventStreamSink implements Sink {
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

  whole(): void {}

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
