import { type Bucket, statusOf, waitMs } from './gcra.ts'
import type { Admission, LimitRule, LimitStatus } from './limiter.ts'

/** A rule and its bucket: after the charge when the request was admitted, as it was when it was refused. */
export interface RuleLevel {
  readonly rule: LimitRule
  readonly bucket: Bucket
}

export function admissionOf(decided: readonly RuleLevel[]): Admission {
  return admitted(decided.map(({ bucket }) => statusOf(bucket)).toSorted((a, b) => a.remaining - b.remaining)[0])
}

export function admitted(status: LimitStatus | undefined): Admission {
  return { admitted: true, status, release: () => {} }
}

/** @param refused the rules without room, at least one. */
export function refusedBy(refused: readonly RuleLevel[]): Admission {
  const waits = refused.map(({ rule, bucket }) => ({
    rule,
    retryAfterMs: waitMs(bucket),
    status: statusOf(bucket),
  }))
  const longest = waits.reduce((a, b) => (b.retryAfterMs > a.retryAfterMs ? b : a))
  return { admitted: false, reason: 'limit', ...longest }
}
