import { describe, expect, it } from '@jest/globals'
import { GatewayError } from '@sluice/protocol'
import { decodeHopError, encodeHopError } from '../src/hop-wire.ts'

describe('an error between the services', () => {
  it('arrives as it was, but is never tried again', () => {
    const error = new GatewayError({
      kind: 'rate-limited',
      message: 'Zu viel – 漢',
      status: 429,
      code: 'minute',
      retryAfterMs: 1_500,
      quota: { window: 'minute', unit: 'tokens' },
    })
    const { kind, status, message, code, retryAfterMs, quota } = error
    const told = decodeHopError(encodeHopError(error), {}, 'gemini')
    expect(told).toMatchObject({ kind, status, message, code, retryAfterMs, quota, retryable: false })
  })

  it('fits into a head, however long the names are that a client made up', () => {
    const long = '漢'.repeat(100_000)
    const text = encodeHopError(new GatewayError({ kind: 'bad-request', message: long, param: long, code: long }))
    expect(text.length).toBeLessThan(28 * 1024)
    expect(text).toMatch(/^[\x21-\x7e]+$/)
    expect(decodeHopError(text, {}, 'gemini')).toMatchObject({ kind: 'bad-request' })
  })
})
