import { hash } from 'node:crypto'
import { ArrivalStore } from './arrival-store.ts'
import { type Bucket, bucketAt, charge, fullAtMs, hasRoom, statusOf, waitMs } from './gcra.ts'
import type { Admission, Limiter, LimitRule } from './limiter.ts'

/** Longer keys are kept as their SHA-512 in base64url, whose 86 characters no shorter key can equal. */
const KEY_CHARS_MAX = 80

/** @param nowMs any clock in milliseconds, best one that is never set back, such as `performance.now`. */
export function createMemoryLimiter(nowMs: () => number): Limiter {
  const arrivals = new ArrivalStore()
  return {
    admit: async (rules) => admit(rules, arrivals, Math.floor(nowMs())),
    close: async () => arrivals.clear(),
  }
}

interface Candidate {
  readonly rule: LimitRule
  readonly key: string
  readonly bucket: Bucket
}

function admit(rules: readonly LimitRule[], arrivals: ArrivalStore, nowMs: number): Admission {
  arrivals.age(nowMs)
  const candidates = rules
    .filter(({ perMinute }) => perMinute > 0)
    .map((rule): Candidate => {
      const key = keyOf(rule)
      return { rule, key, bucket: bucketAt(arrivals.get(key), rule.perMinute, nowMs) }
    })
  const refused = candidates.filter(({ bucket }) => !hasRoom(bucket))
  if (refused.length === 0) return chargeAll(candidates, arrivals)
  // A bucket that follows a clock set back must be kept, or it would be empty anew with each refusal.
  for (const { key, bucket } of refused) arrivals.set(key, fullAtMs(bucket))
  return refusalOf(refused)
}

function refusalOf(refused: readonly Candidate[]): Admission {
  const waits = refused.map(({ rule, bucket }) => ({
    rule,
    retryAfterMs: waitMs(bucket),
    status: statusOf(bucket),
  }))
  const longest = waits.reduce((a, b) => (b.retryAfterMs > a.retryAfterMs ? b : a))
  return { admitted: false, ...longest }
}

function chargeAll(candidates: readonly Candidate[], arrivals: ArrivalStore): Admission {
  const statuses = candidates.map(({ key, bucket }) => {
    const charged = charge(bucket)
    arrivals.set(key, fullAtMs(charged))
    return statusOf(charged)
  })
  const status = statuses.toSorted((a, b) => a.remaining - b.remaining)[0]
  return { admitted: true, status, release: () => {} }
}

function keyOf({ name, key }: LimitRule): string {
  return `${name} ${key.length > KEY_CHARS_MAX ? hash('sha512', key, 'base64url') : key}`
}
