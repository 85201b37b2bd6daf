import type { GatewayError, Remedy } from '@sluice/protocol'
import type { Lease, Target } from '@sluice/targets'

/** One target, and what a call has learnt about it so far. */
export class Place {
  readonly target: Target
  readonly remedies: Remedy[] = []
  tries = 0
  /** From when another try may help; infinite when none does. */
  readyAt = Number.POSITIVE_INFINITY
  /** The vendor itself said when. */
  hinted = false
  /** How long the last try took to fail: the next one is expected to take as long. */
  tookMs = 0
  readonly #tried = new Set<string>()
  readonly #spent = new Set<string>()

  constructor(target: Target) {
    this.target = target
  }

  /** A key that this call has not tried here; undefined when there is none. */
  freshLease(): Lease | undefined {
    return this.target.credentials.lease(this.#tried)
  }

  /** A key that a wait may have made useful again; undefined when there is none. */
  anyLease(): Lease | undefined {
    return this.target.credentials.lease(this.#spent)
  }

  /** How long to wait, from `now`, until another try may help. */
  waitAt(now: number): number {
    return Math.max(0, this.readyAt - now)
  }

  /** `readyAt`: see there. */
  failed(lease: Lease, error: GatewayError, readyAt: number, tookMs: number): void {
    this.#tried.add(lease.id)
    if (error.elsewhere && !error.retryable) this.#spent.add(lease.id)
    this.readyAt = readyAt
    this.hinted = error.retryAfterMs !== undefined
    this.tookMs = tookMs
  }
}
