import { describe, expect, it } from '@jest/globals'
import { createMemoryLimiter, LIMITER_KEYS_MAX } from '../src/index.ts'
import { runLimiterContract } from './contract.ts'

describe('memory limiter', () => {
  runLimiterContract(() => {
    let nowMs = 1_000_000.75
    return {
      limiter: createMemoryLimiter(() => nowMs),
      elapse: (ms) => {
        nowMs += ms
      },
    }
  })

  const once = { name: 'caller', perMinute: 1 } as const

  it('forgets keys that were seen long ago once there are too many, and keeps the newer half', async () => {
    const limiter = createMemoryLimiter(() => 0)
    const isNew = async (key: string): Promise<boolean> => (await limiter.admit([{ ...once, key }])).admitted
    for (let index = 0; index < LIMITER_KEYS_MAX; index++) await isNew(String(index))
    expect(await isNew(String(LIMITER_KEYS_MAX / 2))).toBe(false)
    expect(await isNew('0')).toBe(true)
  })

  it('remembers a key as long as it counts, however others come and go', async () => {
    let nowMs = 0
    const limiter = createMemoryLimiter(() => nowMs)
    await limiter.admit([{ ...once, key: 'other' }])
    nowMs = 119_999
    await limiter.admit([{ ...once, key: 'kept' }])
    for (; nowMs < 179_999; nowMs += 1_000) await limiter.admit([{ ...once, key: 'other' }])
    expect((await limiter.admit([{ ...once, key: 'kept' }])).admitted).toBe(false)
    nowMs = 239_999
    expect((await limiter.admit([{ ...once, key: 'kept' }])).admitted).toBe(true)
  })
})
