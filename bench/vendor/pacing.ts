import { PACE_MS } from './script.ts'

/** Something that wants to be called once in every `PACE_MS`. */
export interface Paced {
  tick(): void
}

/** One timer for all streams. They are spread evenly over its ticks, so that no two writes wait for each other. */
export class Pacing {
  readonly #slots: Set<Paced>[] = Array.from({ length: PACE_MS }, () => new Set())
  #timer: NodeJS.Timeout | undefined
  #ticks = 0
  #added = 0
  #open = 0

  /** Adds a stream; the function returned, to be called once, takes it out again. */
  add(stream: Paced): () => void {
    const slot = this.#slots[this.#added++ % PACE_MS]
    slot?.add(stream)
    if (this.#open++ === 0) this.#start()
    return () => {
      slot?.delete(stream)
      if (--this.#open === 0) clearInterval(this.#timer)
    }
  }

  /** The timer runs only while there are streams: its wake-ups would be charged to other scenarios. */
  #start(): void {
    this.#ticks = Math.floor(performance.now())
    this.#timer = setInterval(() => this.#catchUp(), 1)
  }

  /** The timer comes late now and then; the ticks that it has missed are made up for. */
  #catchUp(): void {
    const due = Math.floor(performance.now())
    for (; this.#ticks < due; this.#ticks++) {
      for (const stream of this.#slots[this.#ticks % PACE_MS] ?? []) stream.tick()
    }
  }
}
