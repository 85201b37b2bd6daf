import { GatewayError, type Remedy } from '@sluice/protocol'
import type { Lease, Target } from '@sluice/targets'
import { backoffMs, retryDelayMs } from '@sluice/upstream'
import { lastWord } from './last-word.ts'
import { type CallLimits, isInTime, type Moment } from './limits.ts'
import { Place } from './place.ts'

/** Most times that one call goes to another key or target at once; with MAX_RETRIES it bounds the calls to vendors. */
const MOVES_MAX = 8
/** Most remedies that one call tries. */
const REMEDIES_MAX = 3

/** One attempt to be made. */
export interface Try {
  readonly place: Place
  readonly lease: Lease
  /** How the request is written differently from the first time. */
  readonly remedies: readonly Remedy[]
  /** Milliseconds to wait before it. */
  readonly delayMs: number
  /** Why it is not the first one at its target; absent where it is. */
  readonly cause?: string
}

export interface Failure extends Moment {
  readonly error: GatewayError
  /** What may be written differently after this error. */
  readonly remedy: Remedy | undefined
}

/**
 * Says what one call does next: the same request written differently, another key, another target, or the same again
 * after a wait; in this order, for the first three cost no time. All of it is bounded in number and in time.
 */
export class AttemptPlan {
  readonly #limits: CallLimits
  readonly #random: () => number
  readonly #places: readonly Place[]
  readonly #retriesByKind = new Map<string, number>()
  #retries = 0
  #moves = 0
  #remedies = 0
  /** What the client is told when nothing helps: the last error, but one that passes rather than one that does not. */
  #told: GatewayError | undefined

  /** `targets`: best first. `random`: 0 ≤ random < 1. */
  constructor(targets: readonly Target[], limits: CallLimits, random: () => number) {
    this.#limits = limits
    this.#random = random
    this.#places = targets.map((target) => new Place(target))
  }

  /** @throws GatewayError when no target can be tried. */
  first(): Try {
    const first = this.#untriedTarget()
    if (first) return first
    throw new GatewayError({ kind: 'internal', message: 'No target was given for this model.' })
  }

  /** @throws GatewayError for the client when nothing is left that may help. */
  next(failed: Try, failure: Failure): Try {
    this.#learn(failed, failure)
    const { error } = failure
    const next =
      this.#remedied(failed, failure) ??
      this.#moved(failed, error) ??
      this.#repeated(error.elsewhere ? this.#places : [failed.place], failure)
    if (next) return next
    const estimateMs = backoffMs(failed.place.target.retry.delayMs, this.#retries, this.#random())
    throw lastWord(this.#told ?? error, estimateMs)
  }

  #learn({ place, lease }: Try, { error, now, tookMs }: Failure): void {
    if (error.retryable || !this.#told?.retryable) this.#told = error
    const delayMs = retryDelayMs(place.target.retry, {
      error,
      retries: this.#retries,
      retriesOfKind: this.#retriesByKind.get(error.kind) ?? 0,
      random: this.#random(),
    })
    place.failed(lease, error, delayMs === undefined ? Number.POSITIVE_INFINITY : now + delayMs, tookMs)
  }

  #remedied({ place, lease }: Try, { remedy }: Failure): Try | undefined {
    if (remedy === undefined || place.remedies.includes(remedy) || this.#remedies >= REMEDIES_MAX) return undefined
    this.#remedies++
    place.remedies.push(remedy)
    return tryAt(place, lease, 0, remedy)
  }

  /** Another key of the same target, or another target. */
  #moved({ place }: Try, { elsewhere, kind }: GatewayError): Try | undefined {
    if (!elsewhere || this.#moves >= MOVES_MAX) return undefined
    const lease = place.freshLease()
    const next = lease ? tryAt(place, lease, 0, kind) : this.#untriedTarget()
    if (next) this.#moves++
    return next
  }

  #untriedTarget(): Try | undefined {
    for (const place of this.#places) {
      const lease = place.tries === 0 ? place.anyLease() : undefined
      if (lease) return tryAt(place, lease, 0)
    }
    return undefined
  }

  /** The place that is ready first, of those whose wait is worthwhile. */
  #repeated(places: readonly Place[], failure: Failure): Try | undefined {
    const { now, error } = failure
    const [place] = places
      .filter((one) => one.readyAt < Number.POSITIVE_INFINITY && isInTime(one, one.waitAt(now), this.#limits, failure))
      .sort((one, other) => one.readyAt - other.readyAt)
    const lease = place?.anyLease()
    if (place === undefined || lease === undefined) return undefined
    this.#retries++
    this.#retriesByKind.set(error.kind, (this.#retriesByKind.get(error.kind) ?? 0) + 1)
    return tryAt(place, lease, place.waitAt(now), error.kind)
  }
}

function tryAt(place: Place, lease: Lease, delayMs: number, cause?: string): Try {
  place.tries++
  return { place, lease, remedies: [...place.remedies], delayMs, ...(cause !== undefined && { cause }) }
}
