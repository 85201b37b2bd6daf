import { describe, expect, it } from '@jest/globals'
import { type ErrorKind, GatewayError, type GatewayErrorOptions } from '@sluice/protocol'
import type { Credentials, Outcome, Target } from '@sluice/targets'
import { AttemptPlan, type Try } from '../src/attempt/plan.ts'
import { targetWith } from './fake-target.ts'

const failing = (kind: ErrorKind, more: Partial<GatewayErrorOptions> = {}) =>
  new GatewayError({ kind, message: kind, ...more })

/** Default settings. */
const retry = { max: 5, delayMs: 1_000, budgetMs: 90_000 }
/** Just before the heartbeat of the default settings. */
const commitAt = 19_000

/** Keys `k1`, `k2` … in this order, each given while nobody says that it was tried or is spent. */
function keys(count: number): Credentials {
  const ids = Array.from({ length: count }, (_, index) => `k${index + 1}`)
  return {
    missing: undefined,
    lease: (spent) => {
      const id = ids.find((one) => !spent.has(one))
      return id === undefined ? undefined : { id, headers: {}, report: (_outcome: Outcome) => {} }
    },
  }
}

interface Ran {
  /** Target, key and time of each try. */
  readonly tries: readonly string[]
  readonly endedAt: number
  readonly error: GatewayError | undefined
}

/** Runs a plan on a clock of its own: `fail` says how a try ends, after `tookMs`; undefined = it answers. */
function run(
  targets: readonly Target[],
  fail: (next: Try, count: number) => GatewayError | undefined,
  { tookMs = 0, ...limits }: { tookMs?: number; commitAt?: number | undefined; deadlineAt?: number } = {},
): Ran {
  const plan = new AttemptPlan(targets, { startedAt: 0, commitAt, deadlineAt: undefined, ...limits }, () => 0.999)
  const tries: string[] = []
  let now = 0
  try {
    for (let next = plan.first(); ; ) {
      now += next.delayMs
      tries.push(`${next.place.target.name} ${next.lease.id} ${Math.round(now)}`)
      const error = fail(next, tries.length)
      now += tookMs
      if (error === undefined) return { tries, endedAt: now, error: undefined }
      const remedy = error.code === 'signature' ? 'signature-placeholders' : undefined
      next = plan.next(next, { error, remedy, now, tookMs })
    }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    return { tries, endedAt: now, error }
  }
}

const one = targetWith({ name: 'one', retry, credentials: keys(1) })
const two = targetWith({ name: 'two', retry, credentials: keys(1) })

describe('a call that fails for ever, with default settings', () => {
  const kinds = ['rate-limited', 'overloaded', 'upstream-error', 'unreachable', 'bad-upstream-response'] as const
  it.each(kinds)('%s: ends before the status must be told', (kind) => {
    const { tries, endedAt, error } = run([one], () => failing(kind))
    expect(endedAt).toBeLessThan(commitAt)
    expect(error?.kind).toBe(kind)
    expect(tries.length).toBeGreaterThan(3)
    expect(tries.length).toBeLessThanOrEqual(6)
  })

  it('says when to come back, where a limit or an overload said nothing', () => {
    for (const kind of ['rate-limited', 'overloaded'] as const)
      expect(run([one], () => failing(kind)).error?.retryAfterMs).toBeGreaterThan(1_000)
    expect(run([one], () => failing('upstream-error')).error?.retryAfterMs).toBeUndefined()
  })

  it('counts how long a try takes: a vendor that swallows the connection', () => {
    const { tries, endedAt } = run([one], () => failing('unreachable'), { tookMs: 5_000 })
    expect(endedAt).toBeLessThan(commitAt)
    expect(tries).toHaveLength(3)
  })

  it('goes on past the first heartbeat while the vendor says when', () => {
    const { tries, endedAt } = run([one], (_next, count) =>
      count < 3 ? failing('rate-limited', { retryAfterMs: 15_000 }) : undefined,
    )
    expect(tries).toHaveLength(3)
    expect(endedAt).toBeGreaterThan(commitAt)
  })

  it('stops past the first heartbeat when the vendor no longer says when', () => {
    const { tries, error } = run([one], (_next, count) =>
      failing('rate-limited', count === 1 ? { retryAfterMs: 25_000 } : {}),
    )
    expect(tries).toHaveLength(2)
    expect(error?.kind).toBe('rate-limited')
  })

  it('repeats once a try that outlasted the first heartbeat by itself', () => {
    expect(run([one], () => failing('upstream-error'), { tookMs: 30_000 }).tries).toHaveLength(2)
  })

  it('uses its whole budget where there are no heartbeats', () => {
    const { tries, endedAt } = run([one], () => failing('rate-limited'), { commitAt: undefined })
    expect(tries).toHaveLength(6)
    expect(endedAt).toBeGreaterThan(commitAt)
  })
})

describe('a call that may run elsewhere', () => {
  it('asks the second target before it waits for the first', () => {
    const { tries } = run([one, two], ({ place }) =>
      place.target === one ? failing('rate-limited', { retryAfterMs: 5_000 }) : undefined,
    )
    expect(tries).toEqual(['one k1 0', 'two k1 0'])
  })

  it.each(['upstream-auth', 'quota-exhausted', 'rate-limited'] as const)('%s: takes another key at once', (kind) => {
    const pool = targetWith({ name: 'pool', retry, credentials: keys(3) })
    const { tries } = run([pool, two], ({ lease }) => (lease.id === 'k3' ? undefined : failing(kind)))
    expect(tries).toEqual(['pool k1 0', 'pool k2 0', 'pool k3 0'])
  })

  it('waits for the place that is ready first', () => {
    const { tries } = run([one, two], ({ place }, count) => {
      if (count > 2) return undefined
      return failing('rate-limited', { retryAfterMs: place.target === one ? 9_000 : 2_000 })
    })
    expect(tries).toEqual(['one k1 0', 'two k1 0', 'two k1 2200'])
  })

  it('never goes back to a key that is refused or used up', () => {
    const { tries, error } = run([one], () => failing('quota-exhausted'))
    expect(tries).toHaveLength(1)
    expect(error?.kind).toBe('quota-exhausted')
  })

  it('goes nowhere with a request that is wrong', () => {
    expect(run([one, two], () => failing('bad-request')).tries).toHaveLength(1)
  })

  it('tells the error that passes rather than the one that does not', () => {
    const { error } = run([one, two], ({ place }) =>
      failing(place.target === one ? 'rate-limited' : 'upstream-auth', { retryAfterMs: 99_000 }),
    )
    expect(error).toMatchObject({ kind: 'rate-limited', retryAfterMs: 99_000 })
  })

  it('has one budget for all targets', () => {
    const slow = { tookMs: 40_000, commitAt: undefined }
    expect(run([one, two], () => failing('upstream-error'), slow).endedAt).toBeLessThanOrEqual(90_000 + 40_000)
  })

  it('makes a bounded number of calls, however many keys there are', () => {
    const pool = targetWith({ name: 'pool', retry, credentials: keys(1_000) })
    expect(run([pool], () => failing('rate-limited'), { commitAt: undefined }).tries).toHaveLength(1 + 8 + retry.max)
  })
})

describe('a request that can be written differently', () => {
  it('is, once, at the same place and at no cost to its retries', () => {
    const seen: (readonly string[])[] = []
    const { tries, error } = run([one], ({ remedies }) => {
      seen.push(remedies)
      return failing('bad-request', { code: 'signature' })
    })
    expect(tries).toEqual(['one k1 0', 'one k1 0'])
    expect(seen).toEqual([[], ['signature-placeholders']])
    expect(error?.kind).toBe('bad-request')
  })
})

describe('a deadline', () => {
  it('lets no wait outlast it', () => {
    const { endedAt } = run([one], () => failing('overloaded'), { commitAt: undefined, deadlineAt: 5_000 })
    expect(endedAt).toBeLessThan(5_000)
  })
})
