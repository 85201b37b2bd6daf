import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Admission, gapRule, type Limiter, type LimitRule } from '../src/index.ts'

const AT_ONCE_MAX = 100

export interface LimiterUnderTest {
  /** Without a memory of earlier tests. */
  readonly limiter: Limiter
  /** Moves the limiter's clock, by a negative amount too. */
  elapse(ms: number): void | Promise<void>
}

const MINUTE_MS = 60_000

const caller = (perMinute: number, key = 'alice'): LimitRule => ({ name: 'caller', key, perMinute })
const global = (perMinute: number): LimitRule => ({ name: 'global', key: 'all', perMinute })

/** What every limiter must do, whatever keeps its counts. */
export function runLimiterContract(create: () => LimiterUnderTest | Promise<LimiterUnderTest>): void {
  let limiter: Limiter
  let elapse: LimiterUnderTest['elapse']

  beforeEach(async () => {
    const made = await create()
    limiter = made.limiter
    elapse = (ms) => made.elapse(ms)
  })

  afterEach(() => limiter.close())

  async function admitted(count: number, ...rules: readonly LimitRule[]): Promise<number> {
    let sum = 0
    // At once, but not so many that a busy machine makes them wait longer than a limiter waits for its store.
    for (let left = count; left > 0; left -= AT_ONCE_MAX) {
      const asked = Array.from({ length: Math.min(left, AT_ONCE_MAX) }, () => limiter.admit(rules))
      sum += (await Promise.all(asked)).filter((admission) => admission.admitted).length
    }
    return sum
  }

  async function refusal(...rules: readonly LimitRule[]): Promise<Extract<Admission, { reason: 'limit' }>> {
    const admission = await limiter.admit(rules)
    if (admission.admitted || admission.reason !== 'limit') throw new Error('admitted, where a refusal was expected')
    return admission
  }

  describe('limits', () => {
    it('admits as many as the rule says, also of requests that come at once', async () => {
      expect(await admitted(15, caller(10))).toBe(10)
    })

    it('takes a rule of 0, and no rule at all, for no limit', async () => {
      expect(await admitted(50, caller(0), global(0))).toBe(50)
      expect(await limiter.admit([])).toMatchObject({ admitted: true, status: undefined })
    })

    it.each(['', 'a b', '{a}:b', 'line\nbreak', '__proto__', '\u0000é\ud800', 'x'.repeat(1_000_000)])(
      'takes any text for a key (%#)',
      async (key) => {
        expect(await admitted(5, caller(3, key))).toBe(3)
      },
    )

    it('keeps keys apart, and rules that share a key', async () => {
      expect(await admitted(5, caller(3, 'a'))).toBe(3)
      expect(await admitted(5, caller(3, 'b'))).toBe(3)
      expect(await admitted(5, { name: 'global', key: 'a', perMinute: 3 })).toBe(3)
      expect(await admitted(5, caller(3, `${'x'.repeat(500)}1`))).toBe(3)
      expect(await admitted(5, caller(3, `${'x'.repeat(500)}2`))).toBe(3)
    })

    it('charges no rule when one refuses', async () => {
      expect(await admitted(2, caller(2, 'greedy'), global(4))).toBe(2)
      expect(await admitted(20, caller(2, 'greedy'), global(4))).toBe(0)
      expect(await admitted(20, caller(10, 'modest'), global(4))).toBe(2)
    })

    it('keeps a gap between any two requests, whole when it is over', async () => {
      const gap = gapRule('all', 7_000)
      expect(await admitted(10, gap)).toBe(1)
      expect((await refusal(gap)).retryAfterMs).toBe(7_000)
      await elapse(6_998)
      expect(await admitted(10, gap)).toBe(0)
      await elapse(2)
      expect(await limiter.admit([gap])).toMatchObject({ admitted: true, status: { limit: 1, remaining: 0 } })
      expect(await admitted(10, gap, caller(5))).toBe(0)
      await elapse(7_000)
      expect(await admitted(10, gap, caller(5))).toBe(1)
      expect(await admitted(10, gapRule('all', 0))).toBe(10)
    })

    it('names the rule that refused, and of several the one with the longest wait', async () => {
      await admitted(1, caller(1))
      await elapse(30_000)
      expect((await refusal(caller(1), global(1))).rule.name).toBe('caller')
      await admitted(1, global(1))
      const both = await refusal(caller(1), global(1))
      expect(both.rule).toEqual(global(1))
    })

    it('does not give a request back when it ends, however often that is said', async () => {
      const admission = await limiter.admit([caller(1)])
      if (!admission.admitted) throw new Error('refused')
      admission.release()
      admission.release()
      expect(await admitted(3, caller(1))).toBe(0)
    })
  })

  describe('waits', () => {
    it.each([1, 2, 3, 7, 60, 999])('tells to the millisecond when a slot is free (%i a minute)', async (perMinute) => {
      const rule = caller(perMinute)
      expect(await admitted(perMinute, rule)).toBe(perMinute)
      for (let round = 0; round < 4; round++) {
        const { retryAfterMs } = await refusal(rule)
        expect(retryAfterMs).toBeGreaterThanOrEqual(1)
        expect(Number.isInteger(retryAfterMs)).toBe(true)
        if (retryAfterMs > 1) {
          await elapse(retryAfterMs - 1)
          expect((await refusal(rule)).retryAfterMs).toBe(1)
        }
        await elapse(1)
        expect(await admitted(2, rule)).toBe(1)
      }
    })

    it.each([1, 2, 3, 7, 60, 999])(
      'admits one more exactly an interval after a burst (%i a minute)',
      async (perMinute) => {
        const rule = caller(perMinute)
        await admitted(perMinute, rule)
        const intervalMs = Math.ceil(MINUTE_MS / perMinute)
        await elapse(intervalMs - 1)
        expect(await admitted(1, rule)).toBe(0)
        await elapse(1)
        expect(await admitted(2, rule)).toBe(1)
      },
    )

    it.each([7, 60, 999])('gives to the millisecond %i a minute to one who waits as told', async (perMinute) => {
      const rule = caller(perMinute)
      await admitted(perMinute, rule)
      let waitedMs = 0
      for (let count = 0; count < 2 * perMinute; count++) {
        const { retryAfterMs } = await refusal(rule)
        await elapse(retryAfterMs)
        expect(await admitted(1, rule)).toBe(1)
        waitedMs += retryAfterMs
      }
      expect(waitedMs).toBe(2 * MINUTE_MS)
    })

    it('never admits more than twice the limit in a minute, nor more than the limit a minute in the long run', async () => {
      const times: number[] = []
      for (let second = 0; second < 600; second++) {
        const count = await admitted(3, caller(30))
        times.push(...Array.from({ length: count }, () => second))
        await elapse(1_000)
      }
      const busiest = Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 60).length))
      expect(busiest).toBeLessThanOrEqual(60)
      expect(times.length).toBeLessThanOrEqual(30 * 11)
      expect(times.length).toBeGreaterThanOrEqual(30 * 10)
    })

    it.each([7, 10, 999])(
      'admits a burst of %i after each quiet minute, and no more however long it was',
      async (perMinute) => {
        for (const quietMs of [0, MINUTE_MS, MINUTE_MS, 60 * MINUTE_MS]) {
          await elapse(quietMs)
          expect(await admitted(perMinute + 5, caller(perMinute))).toBe(perMinute)
        }
      },
    )

    it('lets nobody wait longer than an interval for a clock that was set back (R14)', async () => {
      await admitted(2, caller(2))
      await elapse(-5 * MINUTE_MS)
      expect((await refusal(caller(2))).retryAfterMs).toBe(MINUTE_MS / 2)
      await elapse(MINUTE_MS / 2 - 1)
      expect((await refusal(caller(2))).retryAfterMs).toBe(1)
      await elapse(1)
      expect(await admitted(2, caller(2))).toBe(1)
    })

    it('goes on at the new pace after a limit was lowered', async () => {
      await admitted(100, caller(100))
      expect((await refusal(caller(10))).retryAfterMs).toBe(MINUTE_MS / 10)
      await elapse(MINUTE_MS / 10 - 1)
      expect(await admitted(1, caller(10))).toBe(0)
      await elapse(1)
      expect(await admitted(2, caller(10))).toBe(1)
    })

    it('leaves the same share of a limit that was lowered or raised', async () => {
      await admitted(50, caller(100))
      expect((await limiter.admit([caller(10)])).status).toMatchObject({ limit: 10, remaining: 4 })
      expect((await limiter.admit([caller(20)])).status).toMatchObject({ limit: 20, remaining: 7 })
    })
  })

  describe('status', () => {
    it('counts down, and says when the limit is whole again', async () => {
      expect((await limiter.admit([caller(3)])).status).toEqual({ limit: 3, remaining: 2, resetMs: 20_000 })
      expect((await limiter.admit([caller(3)])).status).toEqual({ limit: 3, remaining: 1, resetMs: 40_000 })
      await elapse(39_999)
      expect((await limiter.admit([caller(3)])).status).toEqual({ limit: 3, remaining: 1, resetMs: 20_001 })
      await elapse(20_001)
      expect(await admitted(3, caller(3))).toBe(3)
      expect((await refusal(caller(3))).status).toEqual({ limit: 3, remaining: 0, resetMs: MINUTE_MS })
    })

    it('is that of the rule with the fewest requests left', async () => {
      expect((await limiter.admit([caller(100), global(5)])).status).toMatchObject({ limit: 5, remaining: 4 })
    })

    it('promises exactly what is then admitted', async () => {
      await admitted(7, caller(10))
      await elapse(20_000)
      const { status } = await limiter.admit([caller(10)])
      expect(await admitted(20, caller(10))).toBe(status?.remaining)
    })
  })
}
