import { describe, expect, it } from '@jest/globals'
import { errorKinds, GatewayError, type Json } from '../src/index.ts'
import { openaiChat } from '../src/openai-chat/index.ts'
import { askedOf } from './translate-answer.ts'

const { client, backend } = openaiChat
const context = { requestId: 'req-1' }

function decode(status: number, body: Json, headers: Record<string, string> = {}): GatewayError {
  return backend.decodeError({
    status,
    contentType: 'application/json',
    header: (name) => headers[name],
    body: typeof body === 'string' ? body : JSON.stringify(body),
    nowMs: 1_700_000_000_000,
  })
}

const envelope = (message: string, code: string | null = null, type = 'x') => ({
  error: { message, type, param: null, code },
})
const passed = (error: GatewayError) => client.encodeError(error, context)

describe("a vendor's error", () => {
  it.each<[number, Json, string, number]>([
    [400, envelope('no'), 'bad-request', 400],
    [400, envelope('no', 'context_length_exceeded'), 'context-length', 400],
    [400, envelope("This model's maximum context length is 8192 tokens."), 'context-length', 400],
    [401, envelope('no'), 'upstream-auth', 502],
    [402, envelope('no'), 'quota-exhausted', 429],
    [403, envelope('no'), 'forbidden', 403],
    [403, envelope('no', 'insufficient_user_quota'), 'quota-exhausted', 429],
    [404, envelope('no'), 'not-found', 404],
    [409, envelope('no'), 'bad-request', 409],
    [413, envelope('no'), 'too-large', 413],
    [422, envelope('no'), 'bad-request', 422],
    [429, envelope('no'), 'rate-limited', 429],
    [429, envelope('no', 'insufficient_quota'), 'quota-exhausted', 429],
    [500, envelope('no'), 'upstream-error', 500],
    [502, envelope('no'), 'upstream-error', 502],
    [503, envelope('no'), 'overloaded', 503],
    [504, envelope('no'), 'timeout', 504],
    [529, envelope('no'), 'overloaded', 503],
    [301, envelope('no'), 'wrong-address', 502],
    [404, '<html></html>', 'wrong-address', 502],
    [502, 'Bad Gateway', 'bad-upstream-response', 502],
    [520, '', 'bad-upstream-response', 520],
    [401, 'Unauthorized', 'upstream-auth', 502],
    [429, 'slow down', 'rate-limited', 429],
  ])('of status %s and body %j is %s', (status, body, kind, expected) => {
    expect(decode(status, body)).toMatchObject({ kind, status: expected })
  })

  it.each<[string, Json]>([
    ['an envelope', { error: { message: 'no' } }],
    ['an envelope of text', { error: 'no' }],
    ['a bare message', { message: 'no' }],
    ['a detail', { detail: 'no' }],
    ["Google's envelope", { error: { code: 400, message: 'no', status: 'INVALID_ARGUMENT' } }],
    ['a list of one', [{ error: { message: 'no' } }]],
  ])('is read from %s', (_shape, body) => {
    expect(decode(400, body)).toMatchObject({ kind: 'bad-request', message: 'no' })
  })

  it('reads the details of a validation by their text', () => {
    expect(decode(422, { detail: [{ loc: ['body', 'n'], msg: 'too big' }] }).message).toContain('too big')
  })

  it('may be tried again after its own timeout', () => {
    expect(decode(504, envelope('no')).retryable).toBe(true)
    expect(new GatewayError({ kind: 'timeout', message: 'ours' }).retryable).toBe(false)
  })

  it('says how long to wait, from header or text', () => {
    expect(decode(429, envelope('no'), { 'retry-after': '12' }).retryAfterMs).toBe(12_000)
    expect(decode(429, envelope('Please try again in 6m0s.')).retryAfterMs).toBe(360_000)
    expect(decode(400, envelope('no'), { 'retry-after': '12' }).retryAfterMs).toBeUndefined()
  })

  it('says which quota it is about', () => {
    const error = decode(429, envelope('Rate limit reached on tokens per min (TPM)', 'rate_limit_exceeded', 'tokens'))
    expect(error.quota).toEqual({ unit: 'tokens', window: 'minute' })
    expect(decode(429, envelope('no')).quota).toBeUndefined()
  })

  it('never tells a secret, in no member', () => {
    const error = decode(500, {
      error: { message: 'sk-abcdefgh12345678 failed', metadata: { raw: ['Bearer abcdefgh12345678ijkl'] } },
    })
    expect(JSON.stringify([error.message, passed(error)])).not.toMatch(/12345678/)
    expect(JSON.stringify(passed(decode(401, envelope('Incorrect API key provided: hunter2'))))).not.toContain(
      'hunter2',
    )
  })

  it('reaches a client of the same protocol as it was', () => {
    const body = { error: { message: 'no', type: 'their_type', param: 'messages', code: null } }
    expect(passed(decode(400, body))).toEqual({ status: 400, headers: {}, body })
    expect(passed(decode(400, { message: 'no' })).body).toEqual({
      error: { message: 'no', type: 'invalid_request_error', param: null, code: null },
    })
  })
})

describe('an error for a client', () => {
  it('has an envelope of four members, whatever its kind', () => {
    for (const kind of errorKinds) {
      const { body } = passed(new GatewayError({ kind, message: 'm' }))
      expect(body).toEqual({
        error: {
          message: 'm',
          type: expect.any(String),
          param: null,
          code: kind === 'bad-request' || kind === 'internal' || kind === 'upstream-error' ? null : expect.any(String),
        },
      })
    }
  })

  it('says its own code rather than that of its kind', () => {
    const error = new GatewayError({ kind: 'generation-failed', message: 'm', code: 'malformed_function_call' })
    expect(passed(error)).toMatchObject({ status: 502, body: { error: { code: 'malformed_function_call' } } })
  })

  it.each([
    ['rate-limited', 400, { 'retry-after': '1', 'retry-after-ms': '400' }],
    ['rate-limited', 60_000, { 'retry-after': '60', 'retry-after-ms': '60000' }],
    ['rate-limited', 60_001, { 'retry-after': '61', 'retry-after-ms': '60001', 'x-should-retry': 'false' }],
    ['quota-exhausted', undefined, { 'x-should-retry': 'false' }],
    ['overloaded', undefined, {}],
  ] as const)('of kind %s and wait %s has its headers', (kind, retryAfterMs, headers) => {
    expect(passed(new GatewayError({ kind, message: 'm', retryAfterMs })).headers).toEqual(headers)
  })

  it('is one SSE message when the stream is running', () => {
    const error = new GatewayError({ kind: 'truncated', message: 'line\nbreak \ud800' })
    const late = client.openStream(askedOf('openai-chat')).fail(error).writes.join('')
    expect(late).toMatch(/^data: [^\n]+\n\n$/)
    expect(JSON.parse(late.slice(6)).error.message).toBe('line\nbreak \ufffd')
  })
})
