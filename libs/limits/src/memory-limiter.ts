import { hash } from 'node:crypto'
import type { Admission, Limiter, LimitRule } from './limiter.ts'
import { hasRoom, statusOf, type Window, waitMs, windowAt } from './sliding-window.ts'
import { WindowStore } from './window-store.ts'

/** Longer keys are kept as their SHA-512 in base64url, whose 86 characters no shorter key can equal. */
const KEY_CHARS_MAX = 80

/** @param nowMs any clock in milliseconds, best one that is never set back, such as `performance.now`. */
export function createMemoryLimiter(nowMs: () => number): Limiter {
  const windows = new WindowStore()
  return {
    admit: async (rules) => admit(rules, windows, Math.floor(nowMs())),
    close: async () => windows.clear(),
  }
}

interface Candidate {
  readonly rule: LimitRule
  readonly key: string
  readonly window: Window
}

function admit(rules: readonly LimitRule[], windows: WindowStore, nowMs: number): Admission {
  windows.age(nowMs)
  const candidates = rules
    .filter(({ perMinute }) => perMinute > 0)
    .map((rule): Candidate => {
      const key = keyOf(rule)
      return { rule, key, window: windowAt(windows.get(key), nowMs) }
    })
  const refused = candidates.filter(({ rule, window }) => !hasRoom(window, rule.perMinute, nowMs))
  if (refused.length === 0) return charge(candidates, windows, nowMs)
  // A window that follows a clock set back must be kept, or it would begin anew with each refusal.
  for (const { key, window } of refused) windows.set(key, window)
  return refusalOf(refused, nowMs)
}

function refusalOf(refused: readonly Candidate[], nowMs: number): Admission {
  const waits = refused.map(({ rule, window }) => ({
    rule,
    retryAfterMs: Math.max(1, waitMs(window, rule.perMinute, nowMs)),
    status: statusOf(window, rule.perMinute, nowMs),
  }))
  const longest = waits.reduce((a, b) => (b.retryAfterMs > a.retryAfterMs ? b : a))
  return { admitted: false, ...longest }
}

function charge(candidates: readonly Candidate[], windows: WindowStore, nowMs: number): Admission {
  const statuses = candidates.map(({ rule, key, window }) => {
    const charged = { ...window, current: window.current + 1 }
    windows.set(key, charged)
    return statusOf(charged, rule.perMinute, nowMs)
  })
  const status = statuses.toSorted((a, b) => a.remaining - b.remaining)[0]
  return { admitted: true, status, release: () => {} }
}

function keyOf({ name, key }: LimitRule): string {
  return `${name} ${key.length > KEY_CHARS_MAX ? hash('sha512', key, 'base64url') : key}`
}
