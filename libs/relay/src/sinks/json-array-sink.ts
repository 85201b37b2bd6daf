import type { ClientStream, Frame, GatewayError, LateFailure, StreamEvent } from '@sluice/protocol'
import { JSON_HEARTBEAT, type Output, type Sink } from '../sink.ts'

/** The Gemini stream without `alt=sse`: `[` chunk `,` chunk … `]`. */
export class JsonArraySink implements Sink {
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

  whole(): void {}

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
