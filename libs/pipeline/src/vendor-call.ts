import { GatewayError } from '@sluice/protocol'
import type { VendorCall } from '@sluice/relay'
import type { Target } from '@sluice/targets'
import { brokenBodyError, Watchdog } from '@sluice/upstream'

const notWanted = new GatewayError({ kind: 'client-gone', message: 'The answer is not wanted any more.' })

/** The life of one call to a target: ended by its caller, by silence, or by us. */
export class RunningCall implements VendorCall {
  readonly #controller = new AbortController()
  readonly #watchdog: Watchdog
  readonly #caller: AbortSignal
  readonly #onCallerAbort: () => void

  constructor(target: Target, caller: AbortSignal) {
    this.#caller = caller
    this.#onCallerAbort = () => this.abort(caller.reason)
    this.#watchdog = new Watchdog(target.timeouts, (error) => this.abort(error))
    caller.addEventListener('abort', this.#onCallerAbort)
    if (caller.aborted) this.#onCallerAbort()
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  received(): void {
    this.#watchdog.received()
  }

  paused(): void {
    this.#watchdog.paused()
  }

  resumed(): void {
    this.#watchdog.resumed()
  }

  /** Ends the call and frees its connection. After the answer's end this is only the release of timers and listeners. */
  abort(reason: unknown = notWanted): void {
    this.release()
    if (!this.#controller.signal.aborted) this.#controller.abort(reason)
  }

  release(): void {
    this.#watchdog.stop()
    this.#caller.removeEventListener('abort', this.#onCallerAbort)
  }

  failure(error: unknown): GatewayError {
    const { signal } = this
    if (signal.aborted && signal.reason instanceof GatewayError) return signal.reason
    return brokenBodyError(error)
  }
}
