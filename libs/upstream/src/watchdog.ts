import { GatewayError } from '@sluice/protocol'

interface WatchdogOptions {
  /** From the call to the first byte of the answer's body; 0 = off. */
  readonly firstByteMs: number
  /** Between two chunks; 0 = off. */
  readonly idleMs: number
}

/** Watches one vendor call for silence. Time in which the client is the slow one does not count against the vendor. */
export class Watchdog {
  readonly #idleMs: number
  readonly #expired: (error: GatewayError) => void
  #timer: NodeJS.Timeout | undefined
  #paused = false
  #started = false

  constructor({ firstByteMs, idleMs }: WatchdogOptions, expired: (error: GatewayError) => void) {
    this.#idleMs = idleMs
    this.#expired = expired
    if (firstByteMs > 0) this.#timer = setTimeout(() => this.#expire('first byte', firstByteMs), firstByteMs)
  }

  /** A chunk came. */
  received(): void {
    if (this.#started) this.#timer?.refresh()
    else this.#start()
  }

  /** The vendor was told to wait. */
  paused(): void {
    this.#paused = true
  }

  resumed(): void {
    this.#paused = false
    if (this.#started) this.#timer?.refresh()
  }

  stop(): void {
    // A chunk that still comes must not start the clock again.
    this.#started = true
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #start(): void {
    this.#started = true
    clearTimeout(this.#timer)
    this.#timer = this.#idleMs > 0 ? setTimeout(() => this.#onIdle(), this.#idleMs) : undefined
  }

  #onIdle(): void {
    if (this.#paused) this.#timer?.refresh()
    else this.#expire('next part of the answer', this.#idleMs)
  }

  #expire(what: string, limitMs: number): void {
    const message = `The upstream was silent for ${limitMs / 1000} s while waiting for the ${what}.`
    this.#expired(new GatewayError({ kind: 'timeout', message }))
  }
}
