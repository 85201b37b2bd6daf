import { describe, expect, it } from '@jest/globals'
import { type ErrorKind, GatewayError, type GatewayErrorOptions } from '@sluice/protocol'
import { type RetryPolicy, retryDelayMs } from '../src/index.ts'

const policy: RetryPolicy = { max: 5, delayMs: 1_000, budgetMs: 90_000 }

function delay(
  kind: ErrorKind,
  situation: { retries?: number; retriesOfKind?: number; random?: number } = {},
  error: Partial<GatewayErrorOptions> = {},
) {
  const failure = new GatewayError({ kind, message: 'x', ...error })
  return retryDelayMs(policy, {
    error: failure,
    retries: 0,
    retriesOfKind: situation.retries ?? 0,
    random: 0.999999,
    ...situation,
  })
}

describe('retryDelayMs', () => {
  it('doubles from the configured delay, with jitter of at most a half', () => {
    expect([0, 1, 2, 3].map((retries) => delay('overloaded', { retries }))).toEqual([1_000, 2_000, 4_000, 8_000])
    expect(delay('overloaded', { random: 0 })).toBe(500)
  })

  it('waits at least as long as the vendor asked', () => {
    expect(delay('rate-limited', { random: 0 }, { retryAfterMs: 12_000 })).toBe(12_000)
    expect(delay('rate-limited', { random: 0.5 }, { retryAfterMs: 12_000 })).toBe(12_600)
    expect(delay('rate-limited', { random: 0 }, { retryAfterMs: 0 })).toBe(0)
  })

  it('believes once that it may come back at once', () => {
    const again = (retries: number) => delay('rate-limited', { retries, random: 0 }, { retryAfterMs: 0 })
    expect([0, 1, 2].map(again)).toEqual([0, 1_000, 2_000])
  })

  it('does not wait for a daily quota, bad requests or our own timers', () => {
    for (const kind of ['quota-exhausted', 'bad-request', 'upstream-auth', 'timeout'] as const)
      expect(delay(kind)).toBeUndefined()
  })

  it('retries a refused connection three times and quickly', () => {
    expect([0, 1, 2, 3].map((retries) => delay('unreachable', { retries }))).toEqual([250, 500, 1_000, undefined])
  })

  it('counts the few retries of a kind by that kind', () => {
    expect(delay('truncated', { retries: 3, retriesOfKind: 0, random: 0 })).toBe(1_000)
    expect(delay('truncated', { retries: 3, retriesOfKind: 1 })).toBeUndefined()
  })

  it('retries only the kinds that a policy names', () => {
    const refusedOnly: RetryPolicy = { ...policy, max: 1, delayMs: 0, kinds: ['unreachable'] }
    const situation = { retries: 0, retriesOfKind: 0, random: 0 }
    expect(
      retryDelayMs(refusedOnly, { ...situation, error: new GatewayError({ kind: 'unreachable', message: '' }) }),
    ).toBe(0)
    expect(
      retryDelayMs(refusedOnly, { ...situation, error: new GatewayError({ kind: 'upstream-error', message: '' }) }),
    ).toBeUndefined()
  })

  it('stops after the configured number', () => {
    expect(delay('upstream-error', { retries: 5 })).toBeUndefined()
  })
})
