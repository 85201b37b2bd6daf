import { describe, expect, it } from '@jest/globals'
import { GatewayError } from '@sluice/protocol'
import type { EndedRequest } from '@sluice/record'
import request from 'supertest'
import { createLifecycle } from '../src/index.ts'
import { createTestShell } from './start-shell.ts'

const chat = '/v1/chat/completions'
const geminiChat = '/v1beta/models/up:generateContent'

describe('a request that reaches its handler', () => {
  it('brings caller, body, template and request id', async () => {
    const answer = await request(createTestShell()).post(geminiChat).set('x-request-id', 'abc-1').send('{"a":1}')
    const told = {
      caller: 'anonymous',
      length: 7,
      route: '/v1beta/models/{model}:generateContent',
      requestId: 'abc-1',
    }
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, told])
  })

  it.each(['application/json', 'application/x-www-form-urlencoded', 'text/plain'])(
    'has its body read as %s too',
    async (type) => {
      const answer = await request(createTestShell()).post(chat).set('content-type', type).send('{"a":1}')
      expect(JSON.parse(answer.text)).toMatchObject({ length: 7 })
    },
  )

  it('may be handed on unread', async () => {
    const app = createTestShell({ handlers: { forward: ({ request: sent, response }) => void sent.pipe(response) } })
    const answer = await request(app).post('/v1/embeddings').responseType('blob').send('{"input":"a"}')
    expect(String(answer.body)).toBe('{"input":"a"}')
  })
})

describe('request ids (S23)', () => {
  it('are kept when they are fit for a log and stand in both headers', async () => {
    const { headers } = await request(createTestShell()).get('/livez').set('x-request-id', 'A.b_c-1')
    expect([headers['x-request-id'], headers['request-id']]).toEqual(['A.b_c-1', 'A.b_c-1'])
  })

  it.each(['', 'a b', 'x'.repeat(65), 'x'.repeat(10_000), '\u001b[31m', 'ü', '{"a":1}'])('replace %j', async (id) => {
    const latin = Buffer.from(id, 'utf8')
      .toString('latin1')
      .replace(/[^\x20-\xff]/g, '\t')
    const { headers } = await request(createTestShell()).get('/nothing').set('x-request-id', latin)
    expect(headers['x-request-id']).toMatch(/^req_[0-9a-f]{32}$/)
    expect(headers['request-id']).toBe(headers['x-request-id'])
  })
})

describe('errors', () => {
  it.each([
    ['node-fetch', 'quota_exceeded'],
    ['OpenAI/JS 7.55.0', 'insufficient_quota'],
  ])('are told as %s takes them', async (userAgent, type) => {
    const spent = new GatewayError({ kind: 'quota-exhausted', message: 'The daily quota is used up.' })
    const app = createTestShell({ handlers: { generate: () => Promise.reject(spent) } })
    const answer = await request(app).post(chat).set('user-agent', userAgent).send('{}')
    expect([answer.status, answer.body.error]).toMatchObject([429, { type, message: spent.message }])
  })

  it('are OpenAI’s on OpenAI’s addresses and Google’s on Google’s', async () => {
    const app = createTestShell({ clients: { keys: ['k'] } })
    const [openai, google] = [await request(app).post(chat), await request(app).post(geminiChat)]
    expect([openai.status, openai.body.error.code]).toEqual([401, 'invalid_api_key'])
    expect([google.status, google.body.error.code]).toEqual([401, 401])
    for (const { headers } of [openai, google]) {
      expect(headers).toMatchObject({
        'content-type': expect.stringContaining('application/json'),
        'cache-control': 'no-store',
      })
      expect(headers['x-request-id']).toBeDefined()
    }
  })

  it('name a wrong method’s right ones', async () => {
    const answer = await request(createTestShell()).get(chat)
    expect([answer.status, answer.headers.allow]).toEqual([405, 'POST'])
  })

  it('answer a route that this service does not serve with 404', async () => {
    expect((await request(createTestShell()).post('/v1/embeddings').send('{}')).status).toBe(404)
  })

  it.each([
    ['GET', '/v1/responses', 426],
    ['POST', '/v1/messages', 404],
  ])('%s %s with an upgrade: %i', async (method, url, status) => {
    const agent = request(createTestShell())
    const sent = method === 'GET' ? agent.get(url).set('upgrade', 'websocket') : agent.post(url).send('{}')
    expect((await sent).status).toBe(status)
  })

  it('of a handler are answered, without the text of what nobody foresaw', async () => {
    const fail = (error: Error) => createTestShell({ handlers: { generate: () => Promise.reject(error) } })
    const foreseen = await request(fail(new GatewayError({ kind: 'overloaded', message: 'Later.' }))).post(chat)
    expect([foreseen.status, foreseen.body.error.message]).toEqual([503, 'Later.'])
    const unforeseen = await request(fail(new Error('secret in a stack'))).post(chat)
    expect(unforeseen.status).toBe(500)
    expect(unforeseen.text).not.toContain('secret')
  })

  it.each([chat, geminiChat])('of a limit of ours say how the caller stands to it: %s', async (path) => {
    const limit = { limit: 3, remaining: 0, resetMs: 61_000 }
    const refuse = () => {
      throw new GatewayError({ kind: 'rate-limited', message: 'Later.', retryAfterMs: 20_500, limit })
    }
    const { status, headers } = await request(createTestShell({ handlers: { generate: refuse } })).post(path)
    expect(status).toBe(429)
    expect(headers).toMatchObject({
      'retry-after': '21',
      'x-ratelimit-limit-requests': '3',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': expect.any(String),
    })
  })

  it('after the first byte cut the answer, so that it looks cut', async () => {
    const app = createTestShell({
      handlers: {
        generate: ({ response }) => {
          response.write('{"half":')
          throw new Error('late')
        },
      },
    })
    await expect(request(app).post(chat)).rejects.toThrow()
  })

  it('stand in the metrics with the end they came to', async () => {
    const app = createTestShell()
    await request(app).get('/nothing')
    const { text } = await request(app).get('/metrics')
    expect(text).toMatch(/sluice_requests_total\{protocol="none",[^}]*reason="not_found"[^}]*\} 1/)
  })

  it('do not name the framework (S25)', async () => {
    const { headers } = await request(createTestShell()).get('/')
    expect(headers['x-powered-by']).toBeUndefined()
    expect(headers.etag).toBeUndefined()
  })
})

describe('bodies', () => {
  it('of exactly the limit are taken, one byte more is a 413 that names the setting (C10)', async () => {
    const app = createTestShell({ bodyBytesMax: 100 })
    expect((await request(app).post(chat).send('x'.repeat(100))).status).toBe(200)
    const tooLarge = await request(app).post(chat).send('x'.repeat(101))
    expect([tooLarge.status, tooLarge.headers.connection]).toEqual([413, 'close'])
    expect(tooLarge.body.error.message).toContain('SLUICE_BODY_BYTES_MAX')
  })

  it('that are compressed are a 415, however small (C11)', async () => {
    const answer = await request(createTestShell()).post(chat).set('content-encoding', 'gzip').send('x')
    expect(answer.status).toBe(415)
    expect(answer.body.error.message).toContain('uncompressed')
  })

  it('that are missing read as empty', async () => {
    expect(JSON.parse((await request(createTestShell()).post(chat)).text)).toMatchObject({ length: 0 })
  })
})

describe('operations', () => {
  it.each(['/livez', '/healthz', '/health', '/readyz'])('%s answers whatever the host and the keys', async (path) => {
    const answer = await request(createTestShell({ clients: { keys: ['k'] } }))
      .get(path)
      .set('host', '10.1.2.3')
    expect([answer.status, answer.body]).toEqual([200, { status: 'ok' }])
    expect((await request(createTestShell()).get(path).set('host', 'pod.internal')).status).toBe(200)
  })

  it('readiness says why not, while liveness stays', async () => {
    const lifecycle = createLifecycle()
    const app = createTestShell({ lifecycle })
    expect((await request(app).get('/readyz')).status).toBe(200)
    lifecycle.beginDrain()
    const ready = await request(app).get('/readyz')
    expect([ready.status, ready.body]).toEqual([503, { status: 'unavailable', reasons: ['shutting down'] }])
    const live = await request(app).get('/livez')
    expect([live.status, live.headers.connection]).toEqual([200, 'close'])
  })

  it('the root says what this is and where clients point', async () => {
    const { body } = await request(createTestShell()).get('/').set('host', 'localhost:3002')
    expect(body).toEqual({
      name: 'test',
      version: '1.2.3',
      base_urls: { openai: 'http://localhost:3002/v1', gemini: 'http://localhost:3002' },
    })
  })

  it.each(['/', '/v1'])('a browser at %s gets a page with the base URLs, and none of what it sent', async (path) => {
    const browser = { accept: 'text/html,*/*;q=0.8', host: 'localhost:3002' }
    const answer = await request(createTestShell()).get(path).set(browser)
    expect([answer.status, answer.type]).toEqual([200, 'text/html'])
    expect(answer.text).toContain('<dt>OpenAI clients</dt><dd><code>http://localhost:3002/v1</code>')
    expect(answer.text).toContain('<dt>Gemini clients</dt><dd><code>http://localhost:3002</code>')
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
    const keyed = createTestShell({ clients: { keys: ['k'] } })
    const { text } = await request(keyed)
      .get(path)
      .set({ ...browser, host: '"><script>' })
    expect(text).toContain('http://localhost/v1')
    expect(text).not.toContain('<script>')
  })

  it('metrics are for this machine', async () => {
    const answer = await request(createTestShell({ clients: { keys: ['k'] } })).get('/metrics')
    expect(answer.status).toBe(200)
    expect(answer.text).toContain('# TYPE sluice_requests_total counter')
  })

  it.each([
    ['a page open on this machine', { origin: 'http://evil.example' }],
    ['a page after DNS rebinding', { host: 'evil.example' }],
  ])('metrics are not for %s, unless it has a key (S17)', async (_who, sent) => {
    const app = createTestShell({ clients: { keys: ['k'] } })
    expect((await request(app).get('/metrics').set(sent)).status).toBe(401)
    expect((await request(app).get('/metrics').set(sent).set('authorization', 'Bearer k')).status).toBe(200)
    const anonymous = createTestShell({ clients: { allowAnonymous: true } })
    expect((await request(anonymous).get('/metrics').set(sent)).status).toBe(401)
  })
})

describe('the record of a request', () => {
  it('ends once, with the status that its client saw, whoever ended the request', async () => {
    const ends: string[] = []
    const observer = { ended: ({ route, status, reason }: EndedRequest) => ends.push(`${route} ${status} ${reason}`) }
    const app = createTestShell({ observer })
    await request(app).post(chat).send('{}')
    await request(app).post(chat).send('x'.repeat(2_000))
    await request(app).post(geminiChat).set('host', 'evil.example').send('{}')
    await request(app).post('/v1/embeddings').send('{}')
    await request(app).get('/livez')
    expect(ends).toEqual([
      `${chat} 200 complete`,
      `${chat} 413 bad_request`,
      '/v1beta/models/{model}:generateContent 403 unauthorized',
      '/v1/embeddings 404 not_found',
    ])
  })
})
