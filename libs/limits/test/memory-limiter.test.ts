import { describe, expect, it } from '@jest/globals'
import { createMemoryLimiter, LIMITER_KEYS_MAX } from '../src/index.ts'
import { runLimiterContract } from './contract.ts'

// A clock since 1970 leaves the fewest bits for fractions of a millisecond.
describe.each([1_000_000.75, Date.UTC(2040, 0)])('memory limiter (clock at %d)', (startMs) => {
  runLimiterContract(() => {
    let nowMs = startMs
    return {
      limiter: createMemoryLimiter(() => nowMs),
      elapse: (ms) => {
        nowMs += ms
      },
    }
  })
})

describe('memory of the memory limiter', () => {
  const once = { name: 'caller', perMinute: 1 } as const

  it('forgets keys that were seen long ago once there are too many, and keeps the newer half', async () => {
    const limiter = createMemoryLimiter(() => 0)
    const isNew = async (key: string): Promise<boolean> => (await limiter.admit([{ ...once, key }])).admitted
    for (let index = 0; index < LIMITER_KEYS_MAX; index++) await isNew(String(index))
    expect(await isNew(String(LIMITER_KEYS_MAX / 2))).toBe(false)
    expect(await isNew('0')).toBe(true)
  })

  it('remembers each key as long as it counts, however others come and go', async () => {
    let nowMs = 0
    const limiter = createMemoryLimiter(() => nowMs)
    const admits = async (atMs: number): Promise<boolean> =>
      (await limiter.admit([{ ...once, key: String(atMs) }])).admitted
    for (; nowMs < 240_000; nowMs += 500) {
      expect(await admits(nowMs)).toBe(true)
      if (nowMs >= 59_500) expect(await admits(nowMs - 59_500)).toBe(false)
      if (nowMs >= 60_000) expect(await admits(nowMs - 60_000)).toBe(true)
    }
  })
})
