import { describe, expect, it } from '@jest/globals'
import type { HeaderReader } from '../src/addresses/dialect.ts'
import { matchRoute } from '../src/index.ts'

const noHeaders: HeaderReader = () => undefined
const longName = 'm'.repeat(257)

describe('paths that are no address (C34)', () => {
  it.each([
    '/v1//../metrics',
    '/v1/chat/completions/../../metrics',
    '/v1/./chat/completions',
    '/v1/chat/%2e%2e/completions',
    '/v1/chat/%252e%252e/metrics',
    '/v1%2Fchat%2Fcompletions',
    '/v1/chat%2fcompletions',
    '/v1/chat/completions;x',
    '/V1/chat/completions',
    '/v1/Chat/completions',
    '/v1/chat\\completions',
    '/v1/chat/completions#x',
    '/v1/chat/completions%00',
    '/v1/chat/completions\u0000',
    '/v1/chat%20/completions',
    '/v1/chat/completions%3Fx',
    '/v1/v1/v1/chat/completions',
    '/v1beta/v1beta/v1beta/chat/completions',
    '/api/api/api/chat/completions',
    '/upload/chat/completions',
    '/v1/chat/completions/x',
    '/v1/chat',
    '/v1',
    '/v1/metrics',
    '//metrics',
    '/metrics/',
    '/./metrics',
    '/livez/',
    '/admin',
    '/v1/files/../models',
    '/v1/files/..%2Fmodels',
    '/v1/files/.hidden',
    '*',
    '',
    'x',
    `/${'a/'.repeat(600)}`,
  ])('%j is a 404', (url) => {
    for (const method of ['GET', 'POST']) {
      const match = matchRoute(method, url, noHeaders)
      // An empty target is the root, which only GET has.
      if (url === '' && method === 'GET') expect(match).toMatchObject({ route: { kind: 'root' } })
      else if (url !== '') expect(match).toMatchObject({ error: { kind: 'not-found', status: 404 }, name: 'unknown' })
    }
  })

  it.each([
    '../x',
    'a/../b',
    'a%2F..%2Fb',
    '..%2F..%2Fmetrics',
    'a%2F%2Fb',
    'a%2F',
    'a?c#d',
    '%2e',
    '%F0%9F%98%80',
    '😀',
    'a%20b',
    'a%00b',
    "a'b",
    'a<b>',
    longName,
  ])('the model %j reaches nothing (C17)', (model) => {
    expect(matchRoute('POST', `/v1beta/models/${model}:generateContent`, noHeaders)).toMatchObject({
      dialect: 'gemini',
      error: { status: 404 },
    })
    expect(matchRoute('GET', `/v1/models/${model.replace('?', '%3F')}`, noHeaders)).toMatchObject({
      error: { status: 404 },
    })
  })

  it('an empty model is a 404', () => {
    expect(matchRoute('POST', '/v1beta/models/:generateContent', noHeaders)).toMatchObject({ error: { status: 404 } })
  })

  it('takes a model of 256 characters', () => {
    const model = 'm'.repeat(256)
    expect(matchRoute('POST', `/v1beta/models/${model}:generateContent`, noHeaders)).toMatchObject({ route: { model } })
  })

  it.each([
    '/v1beta/models/up:frobnicate',
    '/models/up:frobnicate',
    '/v1/models/up:',
    '/v1beta/models/up:GenerateContent',
  ])('the unknown method of %s is a 404 in Gemini’s dialect that lists the known ones', (url) => {
    const match = matchRoute('POST', url, noHeaders)
    expect(match).toMatchObject({
      dialect: 'gemini',
      error: { status: 404, message: expect.stringContaining(':countTokens') },
    })
  })
})

describe('what a 404 says', () => {
  it.each([
    ['/v1/chat/completion', '/v1/chat/completions'],
    ['/v1/embedding', '/v1/embeddings'],
    ['/v1/model', '/v1/models'],
    ['/api/v1/modls', '/v1/models'],
  ])('%s: nearest is %s', (url, nearest) => {
    const match = matchRoute('POST', url, noHeaders)
    expect(match).toMatchObject({ error: { message: expect.stringContaining(`Nearest: ${nearest}.`) } })
    expect(match).toMatchObject({ error: { message: expect.stringContaining('Base URL for OpenAI clients') } })
  })

  it.each([
    ['POST', '/v1/messages', 'openai-chat', 'the Anthropic Messages API'],
    ['POST', '/messages', 'openai-chat', 'the Anthropic Messages API'],
    ['POST', '/v1/messages/count_tokens', 'openai-chat', 'the Anthropic Messages API'],
    ['POST', '/v1/responses', 'openai-chat', 'the OpenAI Responses API'],
    ['GET', '/v1/responses/resp_1', 'openai-chat', 'the OpenAI Responses API'],
    ['POST', '/v1beta/models/e:embedContent', 'gemini', 'Gemini’s embeddings'],
    ['POST', '/v1/models/e:batchEmbedContents', 'gemini', 'Gemini’s embeddings'],
    ['POST', '/upload/v1beta/files', 'gemini', 'the Gemini Files API'],
    ['GET', '/v1beta/files/x', 'gemini', 'the Gemini Files API'],
    ['POST', '/v1beta/cachedContents', 'gemini', 'Gemini’s context caches'],
    ['PATCH', '/v1beta/cachedContents/x', 'gemini', 'Gemini’s context caches'],
  ])('%s %s, in %s: that %s is not served, and no other address', (method, url, dialect, what) => {
    const match = matchRoute(method, url, noHeaders)
    expect(match).toMatchObject({
      dialect,
      error: { status: 404, message: expect.stringMatching(new RegExp(`does not serve ${what}.*Base URL`)) },
    })
    expect('error' in match && match.error.message).not.toContain('Nearest')
  })

  it('answers a WebSocket on /v1/responses with 426, on which Codex falls back at once', () => {
    const match = matchRoute('GET', '/v1/responses', (name) => (name === 'upgrade' ? 'websocket' : undefined))
    expect(match).toMatchObject({ error: { status: 426 }, headers: { upgrade: 'HTTP/1.1' } })
  })

  it.each([
    ['/v1beta/nothing', 'gemini'],
    ['/v1beta/openai/nothing', 'openai-chat'],
    ['/v1beta/a%20b', 'gemini'],
    ['/v1/nothing', 'openai-chat'],
    ['/nothing', 'openai-chat'],
  ])('%s is refused in the dialect %s', (url, dialect) => {
    expect(matchRoute('POST', url, noHeaders).dialect).toBe(dialect)
  })

  it.each(['/favicon.ico', '/docs', '/robots.txt', '/.well-known/x', '/v1', '/admin/login.php'])(
    '%s is told no address that it is not near, and counted as no protocol’s',
    (url) => {
      const match = matchRoute('GET', url, noHeaders)
      expect(match).toMatchObject({ neutral: true, dialect: 'openai-chat', error: { status: 404 } })
      expect('error' in match && match.error.message).not.toContain('Nearest')
    },
  )

  it('counts a request as a protocol’s where it shows one', () => {
    const google = (name: string) => (name === 'x-goog-api-key' ? 'k' : undefined)
    expect(matchRoute('GET', '/favicon.ico', google)).not.toHaveProperty('neutral')
    expect(matchRoute('POST', '/v1beta/nothing', noHeaders)).not.toHaveProperty('neutral')
  })

  it('takes prototype names for the unknown addresses they are (C16)', () => {
    for (const name of ['__proto__', 'constructor', 'toString']) {
      expect(matchRoute('GET', `/v1/${name}`, noHeaders)).toMatchObject({ error: { status: 404 } })
    }
  })
})
