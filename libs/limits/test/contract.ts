import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Admission, Limiter, LimitRule } from '../src/index.ts'

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
    const admissions = await Promise.all(Array.from({ length: count }, () => limiter.admit(rules)))
    return admissions.filter((admission) => admission.admitted).length
  }

  async function refusal(...rules: readonly LimitRule[]): Promise<Extract<Admission, { admitted: false }>> {
    const admission = await limiter.admit(rules)
    if (admission.admitted) throw new Error('admitted, where a refusal was expected')
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

    it('names the rule that refused, and of several the one with the longest wait', async () => {
      await admitted(1, caller(1))
      await elapse(30_000)
      await admitted(1, global(1))
      expect((await refusal(caller(1), global(5))).rule.name).toBe('caller')
      const both = await refusal(caller(1), global(1))
      expect(both.rule).toEqual(global(1))
    })

    it('does not give a request of the minute back when it ends, however often that is said', async () => {
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

    it('keeps a burst counted for a full minute, however late in a minute it came', async () => {
      await admitted(1, caller(10))
      await elapse(MINUTE_MS - 1)
      expect(await admitted(20, caller(10))).toBe(9)
      await elapse(1_000)
      expect(await admitted(20, caller(10))).toBeLessThanOrEqual(1)
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
      expect(times.length).toBeGreaterThanOrEqual(30 * 8)
    })

    it('starts anew after two quiet minutes', async () => {
      await admitted(10, caller(10))
      await elapse(2 * MINUTE_MS)
      expect(await admitted(20, caller(10))).toBe(10)
    })

    it('lets nobody wait for a clock that was set back', async () => {
      await admitted(2, caller(2))
      await elapse(-5 * MINUTE_MS)
      const { retryAfterMs } = await refusal(caller(2))
      expect(retryAfterMs).toBeLessThanOrEqual(2 * MINUTE_MS)
      await elapse(retryAfterMs)
      expect(await admitted(2, caller(2))).toBe(1)
    })

    it('copes with a limit that was lowered', async () => {
      await admitted(100, caller(100))
      const { retryAfterMs } = await refusal(caller(10))
      await elapse(retryAfterMs - 1)
      expect(await admitted(1, caller(10))).toBe(0)
      await elapse(1)
      expect(await admitted(2, caller(10))).toBe(1)
    })
  })

  describe('status', () => {
    it('counts down, and says when all is forgotten', async () => {
      const first = await limiter.admit([caller(3)])
      expect(first.status).toMatchObject({ limit: 3, remaining: 2 })
      const { resetMs } = first.status ?? { resetMs: 0 }
      await elapse(resetMs)
      expect((await limiter.admit([caller(3)])).status).toMatchObject({ limit: 3, remaining: 2 })
      await admitted(2, caller(3))
      expect((await refusal(caller(3))).status).toMatchObject({ limit: 3, remaining: 0 })
    })

    it('is that of the rule with the fewest requests left', async () => {
      expect((await limiter.admit([caller(100), global(5)])).status).toMatchObject({ limit: 5, remaining: 4 })
    })

    it('promises exactly what is then admitted', async () => {
      await admitted(7, caller(10))
      await elapse(MINUTE_MS + 20_000)
      const { status } = await limiter.admit([caller(10)])
      expect(await admitted(20, caller(10))).toBe(status?.remaining)
    })
  })
}
