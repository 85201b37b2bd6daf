import { describe, expect, it } from '@jest/globals'
import type { Signature } from '../src/canonical/blocks.ts'
import { errorKinds, GatewayError, type GatewayErrorOptions } from '../src/canonical/error.ts'
import type { ChoiceFinish, StreamEvent } from '../src/canonical/event.ts'
import { geminiClient } from '../src/gemini/client/index.ts'
import { type AskedOptions, askedOf } from './translate-answer.ts'

const options = { model: 'asked', includeThoughts: false }
const opened = (more: Partial<AskedOptions> = {}) => geminiClient.openStream(askedOf('gemini', { ...options, ...more }))

const start: StreamEvent = { type: 'start', id: 'abc' }
const stop: StreamEvent = { type: 'finish', choices: [{ choice: 0, reason: 'stop', raw: 'stop' }] }
const text = (value: string, choice = 0): StreamEvent[] => [
  { type: 'text-start', choice },
  { type: 'text-delta', choice, text: value },
  { type: 'text-end', choice },
]
const call = (id: string, name: string, pieces: string[], signature?: Signature): StreamEvent[] => [
  { type: 'tool-call-start', choice: 0, id, name, signature },
  ...pieces.map((piece): StreamEvent => ({ type: 'tool-call-delta', choice: 0, arguments: piece })),
  { type: 'tool-call-end', choice: 0 },
]

function encodeData(events: readonly StreamEvent[], more: Partial<AskedOptions> = {}): string[] {
  const stream = opened(more)
  return events.flatMap((event) => stream.encode(event)).map((frame) => frame.data)
}

function encode(events: readonly StreamEvent[], more?: Partial<AskedOptions>) {
  return encodeData(events, more).map((data) => JSON.parse(data))
}

function lastCandidate(events: readonly StreamEvent[]) {
  return encode(events).at(-1).candidates[0]
}

describe('a Gemini answer', () => {
  it('T212 sends text, then finish and usage in one last payload', () => {
    const usage = { inputTokens: 3, cachedInputTokens: 1, outputTokens: 5, reasoningTokens: 4, totalTokens: 8 }
    const answer = { modelVersion: 'asked', createTime: '2023-11-14T22:13:20.000Z', responseId: 'abc' }
    expect(encode([start, ...text('ok'), { ...stop, usage }])).toEqual([
      { candidates: [{ content: { role: 'model', parts: [{ text: 'ok' }] }, index: 0 }], ...answer },
      {
        candidates: [{ content: { role: 'model', parts: [{ text: '' }] }, finishReason: 'STOP', index: 0 }],
        usageMetadata: {
          promptTokenCount: 3,
          cachedContentTokenCount: 1,
          candidatesTokenCount: 1,
          thoughtsTokenCount: 4,
          totalTokenCount: 8,
        },
        ...answer,
      },
    ])
  })

  it('leaves out what nobody counted and names the model that was asked for', () => {
    const [last] = encode([
      { type: 'start', model: 'ran' },
      { ...stop, usage: { outputTokens: 2 } },
    ])
    expect(last).toMatchObject({ modelVersion: 'asked', responseId: expect.stringMatching(/^r{23}.$/) })
    expect(last.usageMetadata).toEqual({ candidatesTokenCount: 2 })
    expect(encode([start, stop])[0]).not.toHaveProperty('usageMetadata')
  })

  it('names the model that ran where that is wanted', () => {
    const stream = geminiClient.openStream({ ...askedOf('gemini'), answerModel: 'vendor' })
    const data = [{ type: 'start', model: 'ran' } as const, stop].flatMap((event) => stream.encode(event))
    expect(data[0]?.data).toContain('"modelVersion":"ran"')
  })

  it('T214 T226 sends each call whole, in order, empty arguments as an object', () => {
    const frames = encode([start, ...call('a', 'f', ['{"x"', ':1}']), ...call('b', 'g', ['']), stop])
    expect(frames.slice(0, 2).map((frame) => frame.candidates[0].content.parts)).toEqual([
      [{ functionCall: { id: 'a', name: 'f', args: { x: 1 } } }],
      [{ functionCall: { id: 'b', name: 'g', args: {} } }],
    ])
  })

  it('keeps integers above 2^53 and takes pretty-printed arguments on one line', () => {
    const [data] = encodeData([start, ...call('a', 'f', ['{\n  "n": 9007199254740993\r\n}']), stop])
    expect(data).toContain('9007199254740993')
    expect(data).not.toMatch(/[\r\n]/)
  })

  it.each(['{"a":', '[1]', '"x"', 'null'])('T215 answers arguments %s as a malformed call', (args) => {
    const frames = encode([start, ...call('a', 'f', [args]), stop])
    expect(frames).toHaveLength(1)
    expect(frames[0].candidates[0]).toMatchObject({
      content: { parts: [{ text: '' }] },
      finishReason: 'MALFORMED_FUNCTION_CALL',
      finishMessage: expect.stringContaining('f'),
    })
  })

  it('T217 shows thoughts only when asked', () => {
    const events: StreamEvent[] = [
      start,
      { type: 'reasoning-start', choice: 0 },
      { type: 'reasoning-delta', choice: 0, text: 'T' },
      { type: 'reasoning-end', choice: 0 },
      ...text('ok'),
      stop,
    ]
    const shown = encode(events, { includeThoughts: true }).map((frame) => frame.candidates[0].content.parts[0])
    expect(shown).toEqual([{ text: 'T', thought: true }, { text: 'ok' }, { text: '' }])
    expect(encode(events)).toHaveLength(2)
  })

  it('T220 sends signatures that are base64 and leaves out the others', () => {
    const signed = (text: string) =>
      encode([start, ...call('a', 'f', [''], { protocol: 'gemini', text }), stop])[0].candidates[0].content.parts[0]
    expect(signed('U0lH')).toMatchObject({ thoughtSignature: 'U0lH' })
    expect(signed('not base64!')).not.toHaveProperty('thoughtSignature')
    const textEnd = (signed: string): StreamEvent[] => [
      ...text('a').slice(0, 2),
      { type: 'text-end', choice: 0, signature: { protocol: 'gemini', text: signed } },
    ]
    expect(encode([start, ...textEnd('U0lH'), stop])[1].candidates[0].content.parts).toEqual([
      { text: '', thoughtSignature: 'U0lH' },
    ])
    expect(encode([start, ...textEnd('not base64!'), stop])).toHaveLength(2)
  })

  it.each<[Omit<ChoiceFinish, 'choice'>, string]>([
    [{ reason: 'stop' }, 'STOP'],
    [{ reason: 'stop', raw: 'weird' }, 'OTHER'],
    [{ reason: 'tool-calls', raw: 'stop' }, 'STOP'],
    [{ reason: 'length', raw: 'length' }, 'MAX_TOKENS'],
    [{ reason: 'content-filter', raw: 'content_filter' }, 'SAFETY'],
    [{ reason: 'content-filter', raw: 'PROHIBITED_CONTENT' }, 'PROHIBITED_CONTENT'],
    [{ reason: 'content-filter', raw: 'content_filter: PROHIBITED_CONTENT' }, 'PROHIBITED_CONTENT'],
    [{ reason: 'stop', raw: 'function_call_filter: MALFORMED_FUNCTION_CALL' }, 'MALFORMED_FUNCTION_CALL'],
  ])('T221 says %j in its own words', (finish, finishReason) => {
    expect(lastCandidate([start, { type: 'finish', choices: [{ choice: 0, ...finish }] }])).toMatchObject({
      content: { role: 'model', parts: [{ text: '' }] },
      finishReason,
    })
  })

  it('T223 never sends a payload without a part and the role, and finishes all choices at once', () => {
    const choices = [0, 1].map((choice) => ({ choice, reason: 'stop' as const }))
    const frames = encode([start, ...text('A'), ...text('', 1), ...text('B', 1), { type: 'finish', choices }])
    expect(frames.map((frame) => frame.candidates.map((candidate: { index: number }) => candidate.index))).toEqual([
      [0],
      [1],
      [0, 1],
    ])
    for (const candidate of frames.flatMap((frame) => frame.candidates)) {
      expect(candidate.content).toMatchObject({ role: 'model', parts: [expect.anything()] })
    }
  })

  it('T235 writes the line ends of Unicode as escapes and no lone surrogate', () => {
    const [data = ''] = encodeData([start, ...text('a\u2028b\u2029c\u0085d\ud800'), stop])
    expect(data).toContain('a\\u2028b\\u2029c\\u0085d\ufffd')
    const [args = ''] = encodeData([start, ...call('a', 'f', ['{"k":"\u2028\\ud800"}']), stop])
    expect(args).toContain('{"k":"\\u2028\ufffd"}')
  })

  it('T236 has the one heartbeat that every Gemini client takes', () => {
    expect(opened().heartbeat()).toBe(
      'data: {"candidates":[{"content":{"role":"model","parts":[{"text":""}]},"index":0}]}\n\n',
    )
  })

  it('says nothing for an error', () => {
    expect(encode([start, { type: 'error', error: new GatewayError({ kind: 'truncated', message: 'm' }) }])).toEqual([])
  })
})

describe('a Gemini error', () => {
  const encodeError = (error: GatewayErrorOptions) =>
    geminiClient.encodeError(new GatewayError(error), { requestId: 'req_1' })
  const lateError = (error: GatewayErrorOptions) => opened().fail(new GatewayError(error))

  it('T355 tells the wait of a rate limit in every place that clients read', () => {
    expect(encodeError({ kind: 'rate-limited', message: 'Slow down.', retryAfterMs: 12_000 })).toEqual({
      status: 429,
      headers: { 'retry-after': '12', 'retry-after-ms': '12000' },
      body: {
        error: {
          code: 429,
          message: 'Slow down. Please retry in 12s.',
          status: 'RESOURCE_EXHAUSTED',
          details: [
            {
              '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
              violations: [{ quotaId: expect.stringContaining('PerMinute') }],
            },
            { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '12s' },
          ],
        },
      },
    })
  })

  it('rounds waits up and does not say them twice', () => {
    const { headers, body } = encodeError({
      kind: 'rate-limited',
      message: 'Please retry in 900ms.',
      retryAfterMs: 900,
    })
    expect(headers).toEqual({ 'retry-after': '1', 'retry-after-ms': '900' })
    expect(body.error).toMatchObject({ message: 'Please retry in 900ms.' })
  })

  it('T355 marks a spent quota as one of the day, without a wait', () => {
    const { body } = encodeError({ kind: 'quota-exhausted', message: 'Spent.', retryAfterMs: 5000 })
    expect(JSON.stringify(body)).toContain('PerDay')
    expect(JSON.stringify(body)).not.toMatch(/RetryInfo|retry in/)
  })

  it.each<[GatewayErrorOptions, number, string]>([
    [{ kind: 'upstream-auth', message: 'm', status: 401 }, 502, 'INTERNAL'],
    [{ kind: 'forbidden', message: 'm' }, 403, 'PERMISSION_DENIED'],
    [{ kind: 'not-found', message: 'm' }, 404, 'NOT_FOUND'],
    [
      { kind: 'bad-request', message: 'm', status: 422, vendor: { protocol: 'openai-chat', body: {} } },
      400,
      'INVALID_ARGUMENT',
    ],
    [{ kind: 'bad-request', message: 'm', status: 422 }, 422, 'INVALID_ARGUMENT'],
    [{ kind: 'too-large', message: 'm' }, 413, 'INVALID_ARGUMENT'],
    [{ kind: 'too-large', message: 'm', vendor: { protocol: 'openai-chat', body: {} } }, 400, 'INVALID_ARGUMENT'],
    [{ kind: 'upstream-error', message: 'm' }, 500, 'INTERNAL'],
    [{ kind: 'overloaded', message: 'm', status: 529 }, 503, 'UNAVAILABLE'],
    [{ kind: 'timeout', message: 'm' }, 504, 'DEADLINE_EXCEEDED'],
    [{ kind: 'truncated', message: 'm' }, 503, 'UNAVAILABLE'],
  ])('T356 answers %j with %i %s', (error, status, word) => {
    expect(encodeError(error)).toMatchObject({ status, body: { error: { code: status, message: 'm', status: word } } })
  })

  it.each(errorKinds)('has the same code in body and status line for %s', (kind) => {
    const { status, body } = encodeError({ kind, message: 'm' })
    expect(body.error).toMatchObject({ code: status, status: expect.stringMatching(/^[A-Z_]+$/) })
  })

  it('names the field at fault', () => {
    expect(encodeError({ kind: 'bad-request', message: 'm', param: 'contents' }).body.error).toMatchObject({
      details: [{ fieldViolations: [{ field: 'contents', description: 'm' }] }],
    })
  })

  it("keeps Google's own error but for its secrets, and not when Google refuses our key", () => {
    const error = { code: 400, message: 'key=secret', status: 'FAILED_PRECONDITION', details: [{ reason: 'X' }] }
    const vendor = { protocol: 'gemini', body: { error } } as const
    expect(encodeError({ kind: 'bad-request', message: 'key=…', vendor }).body.error).toEqual({
      ...error,
      message: 'key=…',
    })
    const refused = encodeError({ kind: 'upstream-auth', message: 'm', vendor })
    expect(refused).toMatchObject({ status: 502, body: { error: { code: 502, status: 'INTERNAL' } } })
    expect(JSON.stringify(refused)).not.toContain('secret')
  })

  it.each([
    [false, 'generateContent'],
    [true, 'streamGenerateContent'],
  ])('name the method that was asked for, not the stream that every call is made as (stream: %s)', (stream, method) => {
    const message = 'models/x is not found for API version v1beta, or is not supported for streamGenerateContent.'
    const vendor = { protocol: 'gemini', body: { error: { code: 404, message, status: 'NOT_FOUND' } } } as const
    const error = new GatewayError({ kind: 'not-found', message, vendor })
    const { body } = geminiClient.encodeError(error, { requestId: 'req_1', path: { model: 'x', stream } })
    expect(body.error).toMatchObject({ code: 404, message: expect.stringMatching(new RegExp(`for ${method}\\.$`)) })
  })

  it('T232 T233 is late one bare line with the error first, then the same as a message', () => {
    const boom = '{"error":{"code":500,"message":"boom","status":"INTERNAL"}}'
    expect(lateError({ kind: 'upstream-error', message: 'boom' })).toEqual({
      writes: [`${boom}\n`, `\ndata: ${boom}\n\n`],
      apart: true,
    })
    const [first] = lateError({ kind: 'truncated', message: 'a\u2028b' }).writes
    expect(first).toBe('{"error":{"code":503,"message":"a\\u2028b","status":"UNAVAILABLE"}}\n')
  })

  it('of a quota that is gone has an id on which Gemini CLI gives up', () => {
    const violations = [{ quotaId: 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier' }]
    const failure = { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations }
    const error = { code: 429, message: 'limit: 0', status: 'RESOURCE_EXHAUSTED', details: [failure] }
    const vendor = { protocol: 'gemini', body: { error } } as const
    expect(JSON.stringify(encodeError({ kind: 'quota-exhausted', message: 'limit: 0', vendor }))).toContain('PerDay')
    expect(JSON.stringify(encodeError({ kind: 'rate-limited', message: 'm', vendor }))).not.toContain('PerDay')
  })
})
