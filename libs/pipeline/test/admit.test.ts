import { beforeEach, describe, expect, it, jest } from '@jest/globals'
import { readConfig } from '@sluice/config'
import type { Caller } from '@sluice/edge'
import { createMemoryLimiter } from '@sluice/limits'
import type { GatewayError } from '@sluice/protocol'
import type { RequestRecord } from '@sluice/record'
import { admit } from '../src/admit.ts'

describe('admit', () => {
  const caller = { kind: 'key', id: 'alice' } as unknown as Caller
  const limited = jest.fn<RequestRecord['limited']>()
  const record = { limited } as unknown as RequestRecord
  let nowMs: number

  beforeEach(() => {
    nowMs = 0
    limited.mockClear()
  })

  it.each([
    [{ RATE_LIMIT: '5' }, 'gap', 5_000, 'this gateway takes one request every 5000 ms. Retry in 5 s.'],
    [{ SLUICE_RPM: '1' }, 'caller', 60_000, 'this key is allowed 1 requests per minute. Retry in 60 s.'],
    [{ SLUICE_GLOBAL_RPM: '1' }, 'global', 60_000, 'this gateway is allowed 1 requests per minute. Retry in 60 s.'],
  ] as const)(
    'refuses what is beyond %j in words, with the wait, and admits after it',
    async (env, rule, waitMs, words) => {
      const limiter = createMemoryLimiter(() => nowMs)
      const config = readConfig(env)
      const ask = () => admit(limiter, config, caller, record)
      expect(await ask()).toMatchObject({ admitted: true })
      const refusal = await ask().catch((error: GatewayError) => error)
      expect(refusal).toMatchObject({ kind: 'rate-limited', status: 429, retryAfterMs: waitMs })
      expect(refusal).toHaveProperty('message', `Rate limited by Sluice: ${words}`)
      expect(limited.mock.calls).toEqual([[rule]])
      nowMs = waitMs
      expect(await ask()).toMatchObject({ admitted: true })
    },
  )
})
