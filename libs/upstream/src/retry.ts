import type { ErrorKind, GatewayError } from '@sluice/protocol'

export interface RetryPolicy {
  /** Retries after the first try. */
  readonly max: number
  /** First delay where the vendor names none; doubles from retry to retry. */
  readonly delayMs: number
  /** All tries and waits of one request together, at every target. */
  readonly budgetMs: number
  /** Retry only these; absent = every retryable kind. */
  readonly kinds?: readonly ErrorKind[]
}

interface Allowance {
  /** Most retries for this kind, whatever the setting. */
  readonly max: number
  /** Part of the configured delay. */
  readonly delayShare: number
}

/**
 * Failures that a wait does not cure get fewer and quicker retries: a refused connection is up again at once or not for
 * a while, and a failed generation is sampling noise.
 */
const allowances: Partial<Readonly<Record<ErrorKind, Allowance>>> = {
  unreachable: { max: 3, delayShare: 0.25 },
  'generation-failed': { max: 2, delayShare: 0 },
  'empty-response': { max: 2, delayShare: 0.25 },
  truncated: { max: 1, delayShare: 0.25 },
}

const unlimited: Allowance = { max: Number.POSITIVE_INFINITY, delayShare: 1 }

/** A wait that the vendor asked for is never cut short; this much of it is added, so that waiters do not return as one. */
const ASKED_JITTER = 0.1

interface RetrySituation {
  readonly error: GatewayError
  /** Retries that this request has made. */
  readonly retries: number
  /** Those of them that followed an error of this kind. */
  readonly retriesOfKind: number
  /** 0 ≤ random < 1. */
  readonly random: number
}

/** Milliseconds to wait before the next try at the same place; undefined when there is to be none. */
export function retryDelayMs(
  policy: RetryPolicy,
  { error, retries, retriesOfKind, random }: RetrySituation,
): number | undefined {
  const allowance = allowances[error.kind] ?? unlimited
  if (policy.kinds && !policy.kinds.includes(error.kind)) return undefined
  if (!error.retryable || retries >= policy.max || retriesOfKind >= allowance.max) return undefined
  const asked = error.retryAfterMs
  // A wait of nothing is believed once; asked again, the vendor says no more than "later".
  if (asked !== undefined && (asked > 0 || retriesOfKind === 0)) return Math.round(asked * (1 + ASKED_JITTER * random))
  return backoffMs(policy.delayMs * allowance.delayShare, retries, random)
}

/** A wait of our own choice: doubles with each retry, with jitter of at most a half. */
export function backoffMs(delayMs: number, retries: number, random: number): number {
  return Math.round(delayMs * 2 ** retries * (0.5 + random / 2))
}
