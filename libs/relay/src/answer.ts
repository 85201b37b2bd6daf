import { type Codec, GatewayError } from '@sluice/protocol'
import { SseMessageTooLarge, SseSplitter } from '@sluice/sse'
import type { Sink } from './sink.ts'
import { type IncomingStreamMessage, isOver, type Progress, type Transcoder } from './transcoder.ts'

/** How long a vendor may take to end its body after the terminal marker. */
const LINGER_MS = 1_000

interface AnswerOptions {
  readonly codec: Codec
  /** The vendor's body, chunk by chunk. */
  readonly body: AsyncIterable<Uint8Array>
  readonly transcoder: Transcoder
  readonly sink: Sink
  readonly call: VendorCall
}

/** What an answer needs to know of the call that it came from. */
export interface VendorCall {
  /** From now on the vendor owes us a chunk. */
  waiting(): void
  /** A chunk came. */
  received(): void
  /** The body was read to its end. */
  release(): void
  /** Ends the call; harmless when it has ended. */
  abort(): void
  /** What a broken body means. */
  failure(error: unknown): GatewayError
}

/** One running answer of a vendor: pulled chunk by chunk, its client frames taken from `sink`. */
export class Answer {
  readonly sink: Sink
  readonly #codec: Codec
  readonly #chunks: AsyncIterator<Uint8Array>
  readonly #splitter = new SseSplitter({ bareText: true })
  readonly #transcoder: Transcoder
  readonly #call: VendorCall
  /** What broke the body off. */
  #broken: GatewayError | undefined

  constructor({ codec, body, transcoder, sink, call }: AnswerOptions) {
    this.sink = sink
    this.#codec = codec
    this.#chunks = body[Symbol.asyncIterator]()
    this.#transcoder = transcoder
    this.#call = call
  }

  get progress(): Readonly<Progress> {
    return this.#transcoder.progress
  }

  /** Complete or failed: nothing is left to pull. */
  get over(): boolean {
    return this.#broken !== undefined || isOver(this.progress)
  }

  /** Why the answer failed. Frames up to that point, text that was held back included, are with the sink. */
  get failure(): GatewayError | undefined {
    // The finish may have come before the break: then the break changes nothing.
    return this.progress.ended === undefined ? (this.#broken ?? this.progress.failure) : undefined
  }

  /** Pulls until there is something to show, so that an early failure can still be an honest status. */
  async peek(): Promise<void> {
    while (!this.progress.output && !this.over) await this.pull()
  }

  /** Waits for one network chunk and turns it into frames. A stopped answer ends the vendor's call at once. */
  async pull(): Promise<void> {
    const chunk = await this.#nextChunk()
    if (chunk === undefined) this.#finish()
    else this.#feed(this.#split(chunk))
    if (!this.over) return
    if (chunk === undefined) this.#call.release()
    else if (this.progress.ended === 'complete') void this.#drain()
    else this.#call.abort()
  }

  /** Ends the vendor's call, whatever state it is in. A complete answer is left to end by itself. */
  close(): void {
    if (this.progress.ended === 'complete') return
    this.#call.abort()
    this.#chunks.return?.().catch(() => {})
  }

  /** Takes a whole answer of a vendor that would not stream. */
  unfold(body: string): void {
    this.#feed(this.#codec.backend.unfold(body))
    this.#finish()
    this.#call.release()
  }

  async #nextChunk(): Promise<Uint8Array | undefined> {
    this.#call.waiting()
    try {
      const { value, done } = await this.#chunks.next()
      this.#call.received()
      return done ? undefined : value
    } catch (error) {
      this.#broken = this.#call.failure(error)
      return undefined
    }
  }

  /** Reads what follows the terminal marker, so that the connection can serve the next call. */
  async #drain(): Promise<void> {
    const timer = setTimeout(() => this.#call.abort(), LINGER_MS)
    try {
      while (!(await this.#chunks.next()).done);
    } catch {
      // The answer is complete: how its connection ends changes nothing.
    }
    clearTimeout(timer)
    this.#call.release()
  }

  #split(chunk: Uint8Array): readonly IncomingStreamMessage[] {
    try {
      return this.#splitter.push(chunk)
    } catch (error) {
      if (!(error instanceof SseMessageTooLarge)) throw error
      throw new GatewayError({
        kind: 'bad-upstream-response',
        message: `The upstream sent ${error.message}.`,
        retryable: false,
      })
    }
  }

  #feed(messages: readonly IncomingStreamMessage[]): void {
    for (const message of messages) this.#transcoder.message(message)
  }

  #finish(): void {
    this.#feed(this.#splitter.end())
    this.#transcoder.end()
  }
}
