import { hash } from 'node:crypto'
import { admissionOf, type RuleLevel, refusedBy } from './admission.ts'
import { ArrivalStore } from './arrival-store.ts'
import { bucketAt, charge, fullAtMs, hasRoom } from './gcra.ts'
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

interface Candidate extends RuleLevel {
  readonly key: string
}

function admit(rules: readonly LimitRule[], arrivals: ArrivalStore, nowMs: number): Admission {
  arrivals.age(nowMs)
  const candidates = rules
    .filter(({ perMinute }) => perMinute > 0)
    .map((rule): Candidate => {
      const key = keyOf(rule)
      return { rule, key, bucket: bucketAt(arrivals.get(key), rule, nowMs) }
    })
  const refused = candidates.filter(({ bucket }) => !hasRoom(bucket))
  if (refused.length === 0) return chargeAll(candidates, arrivals)
  // A bucket that follows a clock set back must be kept, or it would be empty anew with each refusal.
  for (const { key, bucket } of refused) arrivals.set(key, fullAtMs(bucket))
  return refusedBy(refused)
}

function chargeAll(candidates: readonly Candidate[], arrivals: ArrivalStore): Admission {
  const charged = candidates.map((candidate) => ({ ...candidate, bucket: charge(candidate.bucket) }))
  for (const { key, bucket } of charged) arrivals.set(key, fullAtMs(bucket))
  return admissionOf(charged)
}

function keyOf({ name, key }: LimitRule): string {
  return `${name} ${key.length > KEY_CHARS_MAX ? hash('sha512', key, 'base64url') : key}`
}
