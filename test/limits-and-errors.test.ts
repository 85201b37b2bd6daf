import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type errorIn, expectComplete, expectEarlyError } from './failures.ts'
import { type Product, startProduct } from './product.ts'
import { ask, type RawAnswer } from './raw-client.ts'
import { questionOf, type Way, ways } from './ways.ts'

const openai = { dialect: 'openai', path: '/v1/chat/completions' } as const
const gemini = { dialect: 'gemini', path: '/v1beta/models/gemini-sim:generateContent' } as const

describe('a rate limit', () => {
  const RPM = 2
  const keys = [...ways.map((_, index) => `key-${index}`), 'key-of-embeddings', 'key-a', 'key-b', 'key-c']
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ env: { SLUICE_RPM: String(RPM), SLUICE_API_KEYS: keys.join(',') } })
  })
  afterAll(() => product.stop())

  const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

  it.each(ways.map((way, index) => ({ ...way, index })))(
    '$name: 429 in dialect with the exact wait',
    async ({ index, ...way }) => {
      const headers = bearer(`key-${index}`)
      for (let left = RPM - 1; left >= 0; left--) {
        const answer = await ask(questionOf(product, way, { headers }))
        expectComplete(answer, way)
        expect(answer.headers).toMatchObject({
          'x-ratelimit-limit-requests': '2',
          'x-ratelimit-remaining-requests': String(left),
        })
      }
      const answer = await ask(questionOf(product, way, { headers }))
      const error = expectEarlyError(answer, way.dialect, 429)
      expect(answer.headers).toMatchObject({
        'x-ratelimit-limit-requests': '2',
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': expect.any(String),
      })
      expectWait(answer, way.dialect, error)
      expect(await product.endOf(answer.requestId)).toMatchObject({ reason: 'limited', attempts: 0 })
    },
  )

  /** The same in every place where a client may look; the minute before fades within the minute that follows. */
  function expectWait({ headers }: RawAnswer, dialect: Way['dialect'], error: ReturnType<typeof errorIn>): void {
    const waitMs = Number(headers['retry-after-ms'])
    expect(waitMs).toBeGreaterThan(1_000)
    expect(waitMs).toBeLessThanOrEqual(120_000)
    expect(headers['retry-after']).toBe(String(Math.ceil(waitMs / 1000)))
    if (dialect === 'openai') expect(error).toMatchObject({ type: 'requests', code: 'rate_limit_exceeded' })
    else {
      expect(error).toMatchObject({ code: 429, status: 'RESOURCE_EXHAUSTED' })
      expect(error.details).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            '@type': 'type.googleapis.com/google.rpc.RetryInfo',
            retryDelay: `${waitMs / 1000}s`,
          }),
        ]),
      )
    }
  }

  it('holds for routes that are handed on, too', async () => {
    const request = {
      url: `${product.gatewayUrl}/v1/embeddings`,
      headers: bearer('key-of-embeddings'),
      body: '{"model":"m","input":"x"}',
    }
    for (let count = 0; count < RPM; count++) expect((await ask(request)).status).toBe(200)
    expectEarlyError(await ask(request), 'openai', 429)
  })

  it('counts each key for itself', async () => {
    const way = ways[0]!
    for (let count = 0; count < RPM; count++) await ask(questionOf(product, way, { headers: bearer('key-a') }))
    expect((await ask(questionOf(product, way, { headers: bearer('key-a') }))).status).toBe(429)
    expectComplete(await ask(questionOf(product, way, { headers: bearer('key-b') })), way)
  })

  it('is not touched by a request that cannot be translated', async () => {
    const headers = bearer('key-c')
    const body = JSON.stringify({ model: 'gemini-sim', messages: [{ role: 'nobody', content: 'Hi' }] })
    for (let count = 0; count <= RPM; count++)
      expectEarlyError(await ask({ url: product.gatewayUrl + openai.path, headers, body }), 'openai', 400)
    const way = ways[0]!
    expectComplete(await ask(questionOf(product, way, { headers })), way)
  })

  it('is counted', async () => {
    const limited = product.logs.filter((line) => line.reason === 'limited').length
    expect(await product.metric('sluice_limited_total')).toBe(limited)
    expect(await product.metric('sluice_requests_total', { reason: 'limited', status: '429' })).toBe(limited)
  })
})

describe('a request that cannot be served', () => {
  const BODY_BYTES_MAX = 100_000
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ env: { SLUICE_BODY_BYTES_MAX: String(BODY_BYTES_MAX) } })
  })
  afterAll(() => product.stop())

  const post = (path: string, body: string | Buffer) => ask({ url: product.gatewayUrl + path, body })

  const hello = { openai: [{ role: 'user', content: 'Hi' }], gemini: [{ role: 'user', parts: [{ text: 'Hi' }] }] }
  const deep = `${'['.repeat(300)}${']'.repeat(300)}`
  const noJson = ['', 'null', '[]', '"x"', '1', '{', '{"a":1}x', '{"a":NaN}', "{'a':1}", 'model=sim']

  describe.each([openai, gemini])('in $dialect', ({ dialect, path }) => {
    it.each(noJson)('%s is no JSON object: 400, and the body is not repeated (C14)', async (body) => {
      const answer = await post(path, body)
      const error = expectEarlyError(answer, dialect, 400)
      if (body.length > 5) expect(error.message).not.toContain(body)
      expect(await product.endOf(answer.requestId)).toMatchObject({ reason: 'bad_request' })
    })

    it('bytes that are no UTF-8 are a 400 (C14)', async () => {
      expectEarlyError(await post(path, Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])), dialect, 400)
    })

    it('a body that is too deep is a 400 (C13)', async () => {
      const body = JSON.stringify({ model: 'sim', messages: hello.openai, contents: hello.gemini }).replace(
        /\}$/,
        `,"x":${deep}}`,
      )
      const error = expectEarlyError(await post(path, body), dialect, 400)
      expect(error.message).toMatch(/deep/)
    })

    it('a body that is too large is a 413 and closes the connection (C10)', async () => {
      const answer = await post(path, JSON.stringify({ x: 'x'.repeat(BODY_BYTES_MAX) }))
      expectEarlyError(answer, dialect, 413)
      expect(answer.headers.connection).toBe('close')
      expect(await product.endOf(answer.requestId)).toMatchObject({ reason: 'bad_request', status: 413 })
    })

    it('a compressed body is a 415 (C11)', async () => {
      const headers = { 'content-encoding': 'gzip' }
      expectEarlyError(
        await ask({ url: product.gatewayUrl + path, headers, body: Buffer.from([0x1f, 0x8b, 8]) }),
        dialect,
        415,
      )
    })
  })

  interface Wrong {
    readonly field: string
    readonly body: object
  }
  const message = (content: unknown) => ({ messages: [{ role: 'user', content }] })

  const wrongOpenai: readonly Wrong[] = [
    { field: 'model', body: { messages: hello.openai } },
    { field: 'model', body: { model: 7, messages: hello.openai } },
    { field: 'model', body: { model: '', messages: hello.openai } },
    { field: 'stream', body: { model: 'gemini-sim', messages: hello.openai, stream: 'yes' } },
    { field: 'messages', body: { model: 'gemini-sim' } },
    { field: 'messages', body: { model: 'gemini-sim', messages: 'Hi' } },
    { field: 'messages[0].role', body: { model: 'gemini-sim', messages: [{ role: 'king', content: 'Hi' }] } },
    { field: 'messages[0].content', body: { model: 'gemini-sim', ...message(7) } },
    { field: 'messages[0].content[0].type', body: { model: 'gemini-sim', ...message([{ type: 'smell' }]) } },
    { field: 'temperature', body: { model: 'gemini-sim', messages: hello.openai, temperature: 'hot' } },
    { field: 'n', body: { model: 'gemini-sim', messages: hello.openai, n: 0 } },
  ]
  it.each(wrongOpenai)('OpenAI, $field in $body: 400 that names the field (C17, C19, C20)', async ({ field, body }) => {
    const error = expectEarlyError(await post(openai.path, JSON.stringify(body)), 'openai', 400)
    expect(error).toMatchObject({ type: 'invalid_request_error', param: field })
  })

  const wrongGemini: readonly Wrong[] = [
    { field: 'contents', body: {} },
    { field: 'contents', body: { contents: 7 } },
    { field: 'contents[0].role', body: { contents: [{ role: 'king', parts: [{ text: 'Hi' }] }] } },
    {
      field: 'generationConfig.temperature',
      body: { contents: hello.gemini, generationConfig: { temperature: 'hot' } },
    },
  ]
  it.each(wrongGemini)(
    'Gemini to an OpenAI model, $field in $body: 400 that names the field',
    async ({ field, body }) => {
      const error = expectEarlyError(
        await post('/v1beta/models/sim:generateContent', JSON.stringify(body)),
        'gemini',
        400,
      )
      expect(error).toMatchObject({ status: 'INVALID_ARGUMENT' })
      expect(error.message).toContain(field)
      expect(JSON.stringify(error.details)).toContain(`"field":"${field}"`)
    },
  )

  it('a model that the vendor does not have is a 404 in dialect', async () => {
    const body = JSON.stringify({ model: 'no-such-model', messages: hello.openai })
    expect(expectEarlyError(await post(openai.path, body), 'openai', 404).code).toBe('model_not_found')
    const contents = JSON.stringify({ contents: hello.gemini })
    const translated = expectEarlyError(
      await post('/v1beta/models/no-such-model:generateContent', contents),
      'gemini',
      404,
    )
    expect(translated.status).toBe('NOT_FOUND')
    expectEarlyError(await post('/v1beta/models/gemini-:generateContent', contents), 'gemini', 404)
  })

  const unknown = [
    { path: '/v1/nothing', dialect: 'openai' },
    { path: '/v1/chat/completions/../../metrics', dialect: 'openai' },
    { path: '/v1beta/nothing', dialect: 'gemini' },
    { path: '/v1beta/models/gemini-sim:sing', dialect: 'gemini' },
  ] as const
  it.each(unknown)('$path: 404 that says where to go', async ({ path, dialect }) => {
    const answer = await post(path, '{}')
    expectEarlyError(answer, dialect, 404)
    expect(await product.endOf(answer.requestId)).toMatchObject({ reason: 'not_found' })
  })

  it('another method is a 405 that names the right one (C35)', async () => {
    const answer = await ask({ url: `${product.gatewayUrl}/v1/chat/completions` })
    expectEarlyError(answer, 'openai', 405)
    expect(answer.headers.allow).toBe('POST')
  })

  it('the client’s own request id comes back when it is fit for a log, on errors as on answers (S23)', async () => {
    const way = ways[0]!
    const good = await ask(questionOf(product, way, { headers: { 'x-request-id': 'my-id.1' } }))
    expect(good.headers).toMatchObject({ 'x-request-id': 'my-id.1', 'request-id': 'my-id.1' })
    const bad = await ask({ url: `${product.gatewayUrl}/v1/nothing`, headers: { 'x-request-id': 'a b' } })
    expect(bad.requestId).toMatch(/^req_[0-9a-f]{32}$/)
  })
})

describe('token counts', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct()
  })
  afterAll(() => product.stop())

  const body = JSON.stringify({
    contents: [{ role: 'user', parts: [{ text: 'a text of some length, to be counted' }] }],
  })
  const count = (model: string) => ask({ url: `${product.gatewayUrl}/v1beta/models/${model}:countTokens`, body })

  it('are Google’s own for its models, the body passed as it was', async () => {
    const answer = await count('gemini-2.5-flash')
    expect(JSON.parse(answer.text)).toEqual({
      totalTokens: 9,
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: 9 }],
    })
    expect(answer.headers['x-sluice-estimated']).toBeUndefined()
    expect(product.gemini.requests.at(-1)?.body.toString()).toBe(body)
  })

  it('are estimated for the others, and say so', async () => {
    const answer = await count('gpt-5.2')
    expect(JSON.parse(answer.text).totalTokens).toBeGreaterThan(5)
    expect(answer.headers['x-sluice-estimated']).toBe('totalTokens')
    expect(product.upstream.requests).toEqual([])
  })

  it('a refusal of Google arrives in dialect', async () => {
    const answer = await ask({
      url: `${product.gatewayUrl}/v1beta/models/gemini-2.5-flash:countTokens`,
      body: '{"contents":7}',
    })
    expectEarlyError(answer, 'gemini', 400)
  })
})

describe.each([1, 2] as const)('model lists, in %i process(es)', (processes) => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ processes })
  })
  afterAll(() => product.stop())

  const listed = async (path: string) => {
    const answer = await ask({ url: product.gatewayUrl + path })
    expect(answer.status).toBe(200)
    const { data = [], models = [] } = JSON.parse(answer.text)
    return [...data.map(({ id }: { id: string }) => id), ...models.map(({ name }: { name: string }) => name)]
  }

  // In order: each test closes one source more.
  it('have the models of both sources, in either dialect', async () => {
    expect(await listed('/v1/models')).toEqual(expect.arrayContaining(['gemini-2.5-flash', 'gpt-5.2']))
    expect(await listed('/v1beta/models')).toEqual(
      expect.arrayContaining(['models/gemini-2.5-flash', 'models/gpt-5.2']),
    )
  })

  it('give one model in either dialect, 404 where there is none', async () => {
    const one = async (path: string) => JSON.parse((await ask({ url: product.gatewayUrl + path })).text)
    expect(await one('/v1/models/gemini-2.5-flash')).toMatchObject({ id: 'gemini-2.5-flash', object: 'model' })
    expect(await one('/v1beta/models/gpt-5.2')).toMatchObject({ name: 'models/gpt-5.2' })
    expectEarlyError(await ask({ url: `${product.gatewayUrl}/v1/models/nobody-has-this` }), 'openai', 404)
    expectEarlyError(await ask({ url: `${product.gatewayUrl}/v1beta/models/nobody-has-this` }), 'gemini', 404)
  })

  it('have the rest when one source is down', async () => {
    await product.upstream.close()
    expect(await listed('/v1/models')).toContain('gemini-2.5-flash')
    expect(await listed('/v1beta/models')).not.toContain('models/gpt-5.2')
  })

  it('are a 503 that names the settings when every source is down', async () => {
    await product.gemini.close()
    for (const [path, dialect] of [
      ['/v1/models', 'openai'],
      ['/v1beta/models', 'gemini'],
    ] as const) {
      const error = expectEarlyError(await ask({ url: product.gatewayUrl + path }), dialect, 503)
      expect(error.message).toMatch(/GEMINI_API_KEY.*UPSTREAM_URL/s)
    }
  })
})
