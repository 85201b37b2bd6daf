import { GatewayError } from '@sluice/protocol'

interface WatchdogOptions {
  /** From the call to the first byte of the answer's body; 0 = off. */
  readonly firstByteMs: number
  /** Between two chunks; 0 = off. */
  readonly idleMs: number
}

/** A timer that is so late was held up by our own event loop, and so was the call. */
const OWN_STALL_MS = 200

/** Watches one vendor call for silence. Time in which the client is the slow one does not count against the vendor. */
export class Watchdog {
  readonly #idleMs: number
  readonly #expired: (error: GatewayError) => void
  #timer: NodeJS.Timeout | undefined
  /** The silence has lasted long enough, unless something has come that was not read yet. */
  #expiry: NodeJS.Immediate | undefined
  #paused = false
  #started = false

  constructor({ firstByteMs, idleMs }: WatchdogOptions, expired: (error: GatewayError) => void) {
    this.#idleMs = idleMs
    this.#expired = expired
    if (firstByteMs > 0) this.#awaitFirstByte(firstByteMs)
  }

  /** A chunk came. */
  received(): void {
    this.#callOff()
    if (this.#started) this.#timer?.refresh()
    else this.#start()
  }

  /** The vendor was told to wait. */
  paused(): void {
    this.#paused = true
  }

  resumed(): void {
    this.#paused = false
    this.#callOff()
    if (this.#started) this.#timer?.refresh()
  }

  stop(): void {
    // A chunk that still comes must not start the clock again.
    this.#started = true
    this.#callOff()
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #awaitFirstByte(firstByteMs: number): void {
    const dueAt = performance.now() + firstByteMs
    this.#timer = setTimeout(() => {
      if (performance.now() - dueAt > OWN_STALL_MS) this.#awaitFirstByte(firstByteMs)
      else this.#expireSoon('first byte', firstByteMs)
    }, firstByteMs)
  }

  #start(): void {
    this.#started = true
    clearTimeout(this.#timer)
    this.#timer = this.#idleMs > 0 ? setTimeout(() => this.#onIdle(), this.#idleMs) : undefined
  }

  #onIdle(): void {
    if (this.#paused) this.#timer?.refresh()
    else this.#expireSoon('next part of the answer', this.#idleMs)
  }

  /** A stalled event loop runs its late timers before it looks at its sockets: what they hold is read first. */
  #expireSoon(what: string, limitMs: number): void {
    const message = `The upstream was silent for ${limitMs / 1000} s while waiting for the ${what}.`
    this.#expiry = setImmediate(() => this.#expired(new GatewayError({ kind: 'timeout', message })))
  }

  #callOff(): void {
    if (this.#expiry !== undefined) clearImmediate(this.#expiry)
    this.#expiry = undefined
  }
}
