import type { EventDecoder, EventEncoder, StreamEvent, StreamMessage } from '@sluice/protocol'
import { EarlyStop } from './early-stop.ts'
import type { Sink } from './sink.ts'
import type { StopTag } from './tag-matcher.ts'
import { createProgress, isOver, type Transcoder } from './transcoder.ts'

interface TranslateOptions {
  readonly decoder: EventDecoder
  readonly encoder: EventEncoder
  readonly sink: Sink
  readonly stopTags: readonly StopTag[]
  readonly choices: number
}

/** Vendor and client speak different protocols: decode, tap, encode. */
export class TranslatingTranscoder implements Transcoder {
  readonly progress = createProgress()
  readonly #decoder: EventDecoder
  readonly #encoder: EventEncoder
  readonly #sink: Sink
  readonly #stop: EarlyStop | undefined

  constructor({ decoder, encoder, sink, stopTags, choices }: TranslateOptions) {
    this.#decoder = decoder
    this.#encoder = encoder
    this.#sink = sink
    if (stopTags.length > 0) this.#stop = new EarlyStop(stopTags, choices, () => decoder.usage)
  }

  message(message: StreamMessage): void {
    if (!isOver(this.progress)) this.#take(this.#decoder.push(message))
  }

  end(): void {
    if (!isOver(this.progress)) this.#take(this.#decoder.end())
  }

  #take(events: Iterable<StreamEvent>): void {
    for (const event of events) {
      if (this.#stop === undefined) this.#emit(event)
      else for (const passed of this.#stop.events(event)) this.#emit(passed)
      if (isOver(this.progress)) return
    }
  }

  #emit(event: StreamEvent): void {
    const { progress } = this
    if (event.type === 'error') {
      for (const held of this.#stop?.held() ?? []) this.#encode(held)
      progress.usage = this.#decoder.usage
      progress.failure = event.error
      return
    }
    if (event.type === 'start') progress.upstreamModel = event.model
    if (event.type === 'finish') {
      progress.usage = event.usage
      progress.ended = this.#stop?.done ? 'early-stop' : 'complete'
    }
    this.#encode(event)
  }

  #encode(event: StreamEvent): void {
    for (const frame of this.#encoder.encode(event)) {
      this.#sink.frame(frame)
      this.progress.output = true
    }
  }
}
