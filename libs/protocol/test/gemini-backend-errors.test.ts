import { describe, expect, it } from '@jest/globals'
import type { GatewayError } from '../src/canonical/error.ts'
import { reportedError } from '../src/gemini/backend/errors.ts'
import { geminiBackend } from '../src/gemini/backend/index.ts'
import type { Json, JsonObject } from '../src/json/json.ts'
import { isBase64Signature, isSignatureError, placeholderSignature } from '../src/signature.ts'

function decode(status: number, body: Json, headers: Readonly<Record<string, string>> = {}): GatewayError {
  return geminiBackend.decodeError({
    status,
    contentType: 'application/json',
    header: (name) => headers[name],
    body: typeof body === 'string' ? body : JSON.stringify(body),
    nowMs: 0,
  })
}

function google(code: number, message: string, ...details: JsonObject[]): JsonObject {
  return { error: { code, message, status: 'WORD', details } }
}

const detail = (name: string, members: JsonObject): JsonObject => ({
  '@type': `type.googleapis.com/google.rpc.${name}`,
  ...members,
})

describe("Gemini's errors", () => {
  it.each<[number, object]>([
    [400, { kind: 'bad-request', status: 400, retryable: false }],
    [401, { kind: 'upstream-auth', status: 502, retryable: false }],
    [403, { kind: 'forbidden', status: 403 }],
    [404, { kind: 'not-found', status: 404 }],
    [409, { kind: 'bad-request', status: 409 }],
    [413, { kind: 'too-large', status: 413 }],
    [429, { kind: 'rate-limited', status: 429, retryable: true }],
    [499, { kind: 'upstream-error', status: 500, retryable: true }],
    [500, { kind: 'upstream-error', status: 500, retryable: true }],
    [502, { kind: 'upstream-error', status: 502 }],
    [503, { kind: 'overloaded', status: 503, retryable: true }],
    [504, { kind: 'timeout', status: 504, retryable: true }],
    [529, { kind: 'overloaded', status: 503 }],
  ])('of status %i', (status, expected) => {
    expect(decode(status, google(status, 'm'))).toMatchObject(expected)
  })

  it('keep the object of the vendor, without its secrets anywhere', () => {
    const key = 'AIzaSyA-1234567890abcdefghijklmnopqrstu'
    const error = decode(
      400,
      google(400, `bad ${key}`, detail('ErrorInfo', { metadata: { url: `https://g.test?key=${key}` } })),
    )
    expect(error.vendor).toMatchObject({
      protocol: 'gemini',
      body: { error: { code: 400, status: 'WORD', details: [{}] } },
    })
    expect(JSON.stringify([error.vendor, error.message])).not.toContain(key)
  })

  it.each<[string, JsonObject]>([
    ['by reason', google(400, 'm', detail('ErrorInfo', { reason: 'API_KEY_INVALID' }))],
    ['by words', google(400, 'API key expired. Please renew the API key.')],
  ])('about a refused key are not the fault of the client: %s', (_name, body) => {
    expect(decode(400, body)).toMatchObject({ kind: 'upstream-auth', status: 502 })
  })

  it('tell which of several quotas is used up', () => {
    const violations = [
      { quotaMetric: 'g/input_token_count', quotaId: 'TokensPerMinute' },
      { quotaMetric: 'g/requests', quotaId: 'RequestsPerDay' },
    ]
    const error = decode(
      429,
      google(429, 'm', detail('QuotaFailure', { violations }), detail('RetryInfo', { retryDelay: '3s' })),
    )
    expect(error).toMatchObject({
      kind: 'quota-exhausted',
      retryable: false,
      quota: { window: 'day', unit: 'requests' },
    })
    const minute = decode(429, google(429, 'm', detail('QuotaFailure', { violations: violations.slice(0, 1) })))
    expect(minute).toMatchObject({ kind: 'rate-limited', quota: { window: 'minute', unit: 'tokens' } })
    expect(decode(429, google(429, 'm')).quota).toBeUndefined()
  })

  it('take the wait from RetryInfo before the header, and from the header before nothing (U56)', () => {
    const headers = { 'retry-after': '9' }
    expect(
      decode(429, google(429, 'm', detail('RetryInfo', { retryDelay: { seconds: 2, nanos: 5e8 } })), headers)
        .retryAfterMs,
    ).toBe(2500)
    expect(decode(429, google(429, 'm'), headers).retryAfterMs).toBe(9000)
    expect(
      decode(429, google(429, 'm', detail('RetryInfo', { retryDelay: { seconds: 'x' } }))).retryAfterMs,
    ).toBeUndefined()
  })

  it.each<[string, number, string, object]>([
    ['a page under 429', 429, '<html>secret-page', { kind: 'rate-limited', status: 429 }],
    ['a page under 404', 404, '<html>secret-page', { kind: 'wrong-address', status: 502, retryable: false }],
    ['a page under 503', 503, '<html>secret-page', { kind: 'bad-upstream-response', status: 503 }],
    ['an empty body', 400, '', { kind: 'bad-request', status: 400 }],
    ['a bare message', 400, '{"message":"no route"}', { kind: 'bad-request', message: 'no route' }],
    ['an error in words', 400, '{"error":"no"}', { kind: 'bad-request', message: 'no' }],
    [
      'an error without words',
      500,
      '{"error":{}}',
      { kind: 'upstream-error', message: expect.stringContaining('500') },
    ],
  ])('may come as %s', (_name, status, body, expected) => {
    const error = decode(status, body)
    expect(error).toMatchObject(expected)
    expect(error.message).not.toContain('secret-page')
  })

  it('inside of a stream go by their own code, or else by their word', () => {
    expect(reportedError({ error: { code: 503, message: 'm' } })).toMatchObject({ kind: 'overloaded' })
    expect(reportedError({ error: { status: 'DEADLINE_EXCEEDED' } })).toMatchObject({ kind: 'timeout' })
    expect(reportedError({ error: { status: 'toString' } })).toMatchObject({ kind: 'upstream-error', status: 500 })
  })
})

describe('thought signatures', () => {
  it.each([
    ['Invalid thought signature.', true],
    ['Corrupted thought signature.', true],
    ['Function call is missing a thought_signature in functionCall parts.', true],
    ['Invalid argument.', false],
  ])('are what %j is about: %s', (message, expected) => {
    expect(isSignatureError(decode(400, google(400, message)))).toBe(expected)
    expect(isSignatureError(decode(500, google(500, message)))).toBe(false)
  })

  it.each([
    ['U0lH', true],
    ['-_8=', true],
    ['+/8', true],
    [placeholderSignature, true],
    ['', false],
    ['U0lHa', false],
    ['U0l=H', false],
    ['+_8=', false],
    ['no base64!', false],
  ])('%j are base64: %s', (text, expected) => {
    expect(isBase64Signature(text)).toBe(expected)
  })
})
