import { describe, expect, it } from '@jest/globals'
import { codecs, GatewayError } from '@sluice/protocol'
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

  it.each([
    ['one that sampling made', undefined, undefined],
    ['one that the model decided', 422, 'false'],
  ])('is repeated by SDKs or not as it would be without the hop: %s', (_name, status, told) => {
    const error = new GatewayError({ kind: 'generation-failed', message: 'm', status })
    const arrived = decodeHopError(encodeHopError(error), {}, 'gemini')
    for (const { client } of Object.values(codecs))
      for (const each of [error, arrived!])
        expect(client.encodeError(each, { requestId: 'r' }).headers['x-should-retry']).toBe(told)
  })

  it('has the vendor’s words only where it had them', () => {
    const body = { error: { message: 'm' } }
    const error = new GatewayError({ kind: 'too-large', message: 'm' })
    expect(decodeHopError(encodeHopError(error), body, 'gemini')?.vendor).toBeUndefined()
    const vendor = { protocol: 'gemini', body } as const
    const theirs = new GatewayError({ kind: 'too-large', message: 'm', vendor })
    expect(decodeHopError(encodeHopError(theirs), body, 'openai-chat')?.vendor).toEqual({
      protocol: 'openai-chat',
      body,
    })
  })

  it('fits into a head, however long the names are that a client made up', () => {
    const long = '漢'.repeat(100_000)
    const text = encodeHopError(new GatewayError({ kind: 'bad-request', message: long, param: long, code: long }))
    expect(text.length).toBeLessThan(28 * 1024)
    expect(text).toMatch(/^[\x21-\x7e]+$/)
    expect(decodeHopError(text, {}, 'gemini')).toMatchObject({ kind: 'bad-request' })
  })
})
