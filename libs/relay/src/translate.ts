import type { ClientStream, EventDecoder, StreamEvent, StreamMessage } from '@sluice/protocol'
import { EarlyStop, filterEvents } from './early-stop.ts'
import type { Sink } from './sink.ts'
import type { StopTag } from './tag-matcher.ts'
import { createProgress, isOver, type Transcoder } from './transcoder.ts'

interface TranslateOptions {
  readonly decoder: EventDecoder
  /** Tells what its client gets to see. */
  readonly client: Pick<ClientStream, 'shows' | 'lost'>
  readonly stopTags: readonly StopTag[]
  readonly choices: number
}

/** Vendor and client speak different protocols: decode, filter, and leave the encoding to the client's stream. */
export class TranslatingTranscoder implements Transcoder {
  readonly progress = createProgress()
  readonly #decoder: EventDecoder
  readonly #client: Pick<ClientStream, 'shows' | 'lost'>
  readonly #stop: EarlyStop | undefined
  #kept: StreamEvent[] = []
  #sink: Sink | undefined

  constructor({ decoder, client, stopTags, choices }: TranslateOptions) {
    this.#decoder = decoder
    this.#client = client
    if (stopTags.length > 0) this.#stop = new EarlyStop(stopTags, choices)
  }

  message(message: StreamMessage): void {
    if (!isOver(this.progress)) this.#take(this.#decoder.push(message))
  }

  end(): void {
    if (!isOver(this.progress)) this.#take(this.#decoder.end())
  }

  flowInto(sink: Sink): void {
    this.#sink = sink
    for (const event of this.#kept) sink.event(event)
    this.#kept = []
    this.#noteLost()
  }

  /** The client's part is known when its stream has the events. */
  #noteLost(): void {
    this.progress.lost = [...(this.#decoder.lost ?? []), ...(this.#client.lost ?? [])]
  }

  #take(events: Iterable<StreamEvent>): void {
    for (const event of events) {
      if (this.#stop === undefined) this.#emit(event)
      else for (const passed of filterEvents(event, this.#stop, () => this.#decoder.usage)) this.#emit(passed)
      if (isOver(this.progress)) return
    }
  }

  #emit(event: StreamEvent): void {
    const { progress } = this
    if (event.type === 'error') {
      progress.usage = this.#decoder.usage
      progress.failure = event.error
      this.#noteLost()
      return
    }
    if (event.type === 'start') progress.upstreamModel = event.model
    if (event.type === 'finish') {
      progress.usage = event.usage
      progress.ended = this.#stop?.done ? 'early-stop' : 'complete'
    }
    progress.output ||= this.#client.shows(event)
    if (this.#sink) this.#sink.event(event)
    // A model may think for an hour: what its client never sees is not kept until it speaks.
    else if (event.type !== 'reasoning-delta' || this.#client.shows(event)) this.#kept.push(event)
    if (event.type === 'finish') this.#noteLost()
  }
}
