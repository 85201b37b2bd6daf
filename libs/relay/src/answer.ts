import { type Codec, GatewayError } from '@sluice/protocol'
import { SseMessageTooLarge, SseSplitter } from '@sluice/sse'
import type { Sink } from './sink.ts'
import { type IncomingStreamMessage, isOver, type Progress, type Transcoder } from './transcoder.ts'

/** How long a vendor may take to end its body after the terminal marker. */
const LINGER_MS = 1_000

interface AnswerOptions {
  readonly codec: Codec
  readonly body: VendorBody
  readonly transcoder: Transcoder
  readonly call: VendorCall
}

/** A vendor's body, pushed as it arrives. */
export interface VendorBody {
  read(reader: BodyReader): void
  /** Chunks on their way here may still come. */
  pause(): void
  resume(): void
}

/** Takes a body. After `end` or `fail` nothing more comes. */
interface BodyReader {
  chunk(bytes: Uint8Array): void
  end(): void
  fail(error: unknown): void
}

/** What an answer needs to know of the call that it came from. */
export interface VendorCall {
  /** A chunk came. */
  received(): void
  /** No chunk is wanted for the moment. */
  paused(): void
  resumed(): void
  /** The body was read to its end. */
  release(): void
  /** Ends the call; harmless when it has ended. */
  abort(): void
  /** What a broken body means. */
  failure(error: unknown): GatewayError
}

function noop() {}

/**
 * One attempt's answer as it runs: each chunk of the vendor reaches the client's sink within the tick in which it came.
 *
 *     vendor's socket ─▶ body ─▶ chunk() ─▶ splitter ─▶ transcoder ─▶ sink ─▶ relay ─▶ reply ─▶ client's socket
 *                          ▲                                                      │
 *                          └────────────────── pause() / resume() ◀───────────────┘
 *
 * Nothing reaches the sink before `flowInto`: an attempt that fails before its first output leaves no trace there.
 */
export class Answer implements BodyReader {
  readonly #codec: Codec
  readonly #body: VendorBody
  readonly #splitter = new SseSplitter({ bareText: true })
  readonly #transcoder: Transcoder
  readonly #call: VendorCall
  #changed: () => void = noop
  #lingering: NodeJS.Timeout | undefined
  /** What broke the answer off: the end of the body or of the call, or a fault of ours. */
  #broken: unknown

  constructor({ codec, body, transcoder, call }: AnswerOptions) {
    this.#codec = codec
    this.#body = body
    this.#transcoder = transcoder
    this.#call = call
  }

  get progress(): Readonly<Progress> {
    return this.#transcoder.progress
  }

  /** Complete or failed: nothing more comes. */
  get over(): boolean {
    return this.#broken !== undefined || isOver(this.progress)
  }

  /** Why the answer failed: a GatewayError, or a fault of ours. What came before, held-back text too, is in the sink. */
  get failure(): unknown {
    // The finish may have come before the break: then the break changes nothing.
    return this.progress.ended === undefined ? (this.#broken ?? this.progress.failure) : undefined
  }

  /** Starts the answer; resolves when there is something to show, so that an early failure can still be an honest status. */
  peek(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#changed = () => {
      if (!this.progress.output && !this.over) return
      this.#changed = noop
      resolve()
    }
    this.#body.read(this)
    return promise
  }

  /** Fills the sink from now on, and calls `changed` now and after every chunk, until the answer is over. */
  flowInto(sink: Sink, changed: () => void): void {
    this.#attempt(() => this.#transcoder.flowInto(sink))
    this.#changed = changed
    changed()
  }

  /** Takes a whole answer of a vendor that would not stream. */
  unfold(body: string): void {
    this.#transcoder.whole?.(body)
    this.#feed(this.#codec.backend.unfold(body))
    this.end()
  }

  pause(): void {
    if (this.over) return
    this.#call.paused()
    this.#body.pause()
  }

  resume(): void {
    if (this.over) return
    this.#call.resumed()
    this.#body.resume()
  }

  /** Ends the vendor's call, whatever state it is in. A complete answer is left to end by itself. */
  close(): void {
    if (this.progress.ended !== 'complete') this.#call.abort()
  }

  chunk(bytes: Uint8Array): void {
    if (this.over) return
    this.#call.received()
    this.#attempt(() => this.#feed(this.#splitter.push(bytes)))
    if (this.progress.ended === 'complete') this.#linger()
    else if (this.over) this.#call.abort()
    this.#changed()
  }

  end(): void {
    clearTimeout(this.#lingering)
    this.#call.release()
    if (this.over) return
    this.#finish()
    this.#changed()
  }

  fail(error: unknown): void {
    clearTimeout(this.#lingering)
    this.#call.release()
    if (this.over) return
    this.#broken = this.#call.failure(error)
    this.#finish()
    this.#changed()
  }

  /** Runs in a callback of the vendor's socket, where nobody could catch what is thrown. */
  #attempt(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#broken ??= error instanceof SseMessageTooLarge ? messageTooLarge(error) : error
    }
  }

  #feed(messages: readonly IncomingStreamMessage[]): void {
    for (const message of messages) this.#transcoder.message(message)
  }

  #finish(): void {
    this.#attempt(() => {
      this.#feed(this.#splitter.end())
      this.#transcoder.end()
    })
  }

  /** What follows the terminal marker is read, so that the connection can serve the next call. */
  #linger(): void {
    this.#lingering = setTimeout(() => this.#call.abort(), LINGER_MS)
  }
}

function messageTooLarge(error: SseMessageTooLarge): GatewayError {
  return new GatewayError({
    kind: 'bad-upstream-response',
    message: `The upstream sent ${error.message}.`,
    retryable: false,
  })
}
