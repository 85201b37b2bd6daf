import { describe, expect, it } from '@jest/globals'
import { codecs, GatewayError, type Json, type Protocol, type StreamMessage } from '../src/index.ts'
import { decodeEvents } from './translate-answer.ts'
import {
  detail,
  type FailingAnswer,
  ofClient,
  ofOwnCredential,
  openai,
  withCodes,
  withoutWords,
} from './vectors/failing-answer.ts'

const context = { requestId: 'req-1' }

function decode(protocol: Protocol, { status, headers = {}, body }: Omit<FailingAnswer, 'means'>): GatewayError {
  return codecs[protocol].backend.decodeError({
    status,
    contentType: '',
    header: (name) => headers[name],
    body: typeof body === 'string' ? body : JSON.stringify(body),
    nowMs: 0,
  })
}

/** The error as the only message of a stream. */
function inStream(protocol: Protocol, body: Json): GatewayError | undefined {
  const message: StreamMessage = { data: JSON.stringify(body) }
  const event = decodeEvents(protocol, [message]).at(-1)
  return event?.type === 'error' ? event.error : undefined
}

/** The error in the place of a whole answer, under a 200. */
function inWhole(protocol: Protocol, body: Json): unknown {
  try {
    return codecs[protocol].backend.unfold(JSON.stringify(body))
  } catch (error) {
    return error
  }
}

const rowsOf = <T extends FailingAnswer>(rows: readonly T[]) =>
  rows.flatMap((row) => row.from.map((from) => [from, row.name, row] as const))

describe('a failing answer without an error object', () => {
  it.each(rowsOf(withoutWords))('of %s: %s', (from, _name, row) => {
    const error = decode(from, row)
    expect(error).toMatchObject(row.means)
    expect(error.message).not.toMatch(/nginx|edge-internal-7|<|Route matched|Cannot POST/)
    expect(error.message.length).toBeLessThan(150)
  })

  it.each(Object.values(codecs))('is told to $protocol clients once, where SDKs would repeat it', ({ client }) => {
    for (const [from, , row] of rowsOf(withoutWords)) {
      const error = decode(from, row)
      const { status, headers } = client.encodeError(error, context)
      if (row.status < 500 && error.kind !== 'timeout' && status >= 500) {
        expect(headers).toMatchObject({ 'x-should-retry': 'false' })
      }
      if ([400, 413, 422].includes(row.status)) expect(status).toBe(row.status)
    }
  })
})

describe("a vendor's code", () => {
  it.each(rowsOf(withCodes))('of %s comes before its status: %s', (from, _name, row) => {
    expect(decode(from, row)).toMatchObject(row.means)
  })

  it('says the same in a 200 and in a stream', () => {
    const body = openai('No available channel for model x', 'model_not_found', 'new_api_error')
    for (const error of [inStream('openai-chat', body), inWhole('openai-chat', body)]) {
      expect(error).toMatchObject({ kind: 'not-found', status: 404, retryable: false })
    }
  })

  it('may be a finish reason, which is an error and no stop', () => {
    const choice = { index: 0, delta: { content: '' }, finish_reason: 'error' }
    expect(inStream('openai-chat', { choices: [choice] })).toMatchObject({ kind: 'upstream-error', retryable: true })
    const failed = { ...choice, error: { code: 429, message: 'Provider is busy' } }
    expect(inStream('openai-chat', { choices: [failed] })).toMatchObject({
      kind: 'rate-limited',
      message: 'Provider is busy',
    })
  })
})

describe("a refusal of this server's own credential", () => {
  const kind = { kind: 'upstream-auth', status: 502, retryable: false, vendor: undefined }

  it.each(rowsOf(ofOwnCredential))('of %s is ours to mend, wherever it stands: %s', (from, _name, row) => {
    const places = [decode(from, row), inStream(from, row.body), inWhole(from, row.body)]
    // Words alone need the status that they came with.
    for (const error of row.status === 400 && from === 'openai-chat' ? places.slice(0, 1) : places) {
      expect(error).toMatchObject(kind)
      if (!(error instanceof GatewayError)) continue
      for (const { client } of Object.values(codecs)) {
        const answer = client.encodeError(error, context)
        expect(answer).toMatchObject({ status: 502, headers: { 'x-should-retry': 'false' } })
        for (const secret of row.secrets) expect(JSON.stringify(answer)).not.toContain(secret)
      }
    }
  })

  it('may be a finish reason of Google', () => {
    const payload = { candidates: [{ content: { parts: [{ text: 'x' }] }, finishReason: 'PUP_LIMITED_DISABLED' }] }
    expect(inStream('gemini', payload)).toMatchObject(kind)
    expect(inWhole('gemini', payload)).toMatchObject(kind)
  })

  it.each(rowsOf(ofClient))('of %s is not taken for one: %s', (from, _name, row) => {
    expect(decode(from, row)).toMatchObject(row.means)
  })
})

describe('an error body that means harm', () => {
  const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`

  it.each(Object.keys(codecs) as Protocol[])('is no exception to %s, however deep it is', (from) => {
    for (const body of [
      `{"error":{"message":"m","details":${deep(100_000)}}}`,
      `{"error":{"message":${deep(100_000)}}}`,
      `{"error":{"message":"m","code":${deep(100_000)}}}`,
      `{"detail":${deep(1_000)}}`,
      deep(100_000),
    ]) {
      const error = decode(from, { name: '', from: [from], status: 400, body })
      expect(error.kind).toBe('bad-request')
      expect(JSON.stringify(client(from).encodeError(error, context)).length).toBeLessThan(5_000)
    }
  })

  it.each(Object.keys(codecs) as Protocol[])('takes %s time that grows with its size only', (from) => {
    const units = [
      'input token count ',
      'project ',
      'API key ',
      'requests to ',
      'try again in 1',
      '://a',
      'account ',
      '<',
    ]
    for (const unit of units) {
      const startedAt = performance.now()
      for (const status of [400, 401, 403, 404, 429, 503]) {
        decode(from, {
          name: '',
          from: [from],
          status,
          body: { error: { message: unit.repeat(250_000 / unit.length) } },
        })
      }
      expect(performance.now() - startedAt).toBeLessThan(2_000)
    }
  })

  it('is read for what its members say, of which six go on', () => {
    const inside = { stack: 'at x.js:1', path: '/srv/x', metadata: { raw: 'x' }, trace_id: 't' }
    const details = [detail('DebugInfo', { stackEntries: ['at x.js:1'] }), detail('Help', { links: [] })]
    const told = { message: 'no', type: 't', param: null, code: 'c', status: 's' }
    const body = { error: { ...told, ...inside, details }, stack: 'at y.js:2', request_id: 'req_1' }
    const error = decode('openai-chat', { name: '', from: [], status: 400, body })
    expect(error.vendor?.body).toEqual({
      request_id: 'req_1',
      error: { ...told, details: [details[1]] },
    })
  })

  it('never says a page, though it is in the message', () => {
    const page = '<!DOCTYPE html><html><head><title>502</title></head>'
    const error = decode('openai-chat', { name: '', from: [], status: 500, body: openai(page, null) })
    expect(error.message).toBe('The vendor failed with status 500 and a page instead of a message.')
    expect(JSON.stringify(client('openai-chat').encodeError(error, context))).not.toContain('<')
  })
})

function client(protocol: Protocol) {
  return codecs[protocol].client
}
