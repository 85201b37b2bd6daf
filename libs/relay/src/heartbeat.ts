interface HeartbeatOptions {
  /** Silence before the first beat, in milliseconds; 0 = no heartbeats at all. */
  readonly afterMs: number
  /** Silence before each further beat. */
  readonly everyMs: number
  readonly beat: () => void
}

/**
 * Beats when nothing was written for a while. Node keeps timers of one duration in one list, so thousands of waiting
 * calls cost one system timer, and `refresh` is all that a write costs.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions
  #timer: NodeJS.Timeout | undefined
  #steady = false

  constructor(options: HeartbeatOptions) {
    this.#options = options
    if (options.afterMs > 0) this.#timer = setTimeout(() => this.#tick(), options.afterMs)
  }

  /** Something was written: the silence starts anew. */
  touch(): void {
    if (this.#timer === undefined) return
    if (this.#steady) this.#timer.refresh()
    else this.#settle()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #tick(): void {
    if (this.#steady) this.#timer?.refresh()
    else this.#settle()
    this.#options.beat()
  }

  #settle(): void {
    clearTimeout(this.#timer)
    this.#steady = true
    this.#timer = setTimeout(() => this.#tick(), this.#options.everyMs)
  }
}
