import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { beginStream, type CannedUpstream, startCannedUpstream } from './canned-upstream.ts'
import { expectComplete, expectEarlyError } from './failures.ts'
import { type Product, startProduct } from './product.ts'
import { ask } from './raw-client.ts'
import { pathOf, questionOf, simulatorOf, ways } from './ways.ts'

const messages = '"messages":[{"role":"user","content":"hi"}]'
const asked = '"stream":true,"stream_options":{"include_usage":true},'

interface Body {
  readonly name: string
  readonly sent: string
  readonly arrives: string
}

/** Request bodies that a parser would not give back as they were, and what may change in them: the wish for a stream with usage. */
const openaiBodies: readonly Body[] = [
  {
    name: 'unknown fields and numbers in odd spellings',
    sent: `{"model":"sim",${messages},"vendor":{"a":[1,2.50,1e2,-0.0]},"seed":9007199254740993}`,
    arrives: `{${asked}"model":"sim",${messages},"vendor":{"a":[1,2.50,1e2,-0.0]},"seed":9007199254740993}`,
  },
  {
    name: 'keys that stand twice',
    sent: `{"seed":1,"model":"sim","seed":12345678901234567890,${messages}}`,
    arrives: `{${asked}"seed":1,"model":"sim","seed":12345678901234567890,${messages}}`,
  },
  {
    name: 'odd order and spacing',
    sent: `\r\n {\t${messages} ,\n\n  "z" : 1, "a":2 ,"model":  "sim"}\n `,
    arrives: `\r\n {${asked}\t${messages} ,\n\n  "z" : 1, "a":2 ,"model":  "sim"}\n `,
  },
  {
    name: 'a stream that was refused in so many words',
    sent: `{"model":"sim","stream": false ,${messages}}`,
    arrives: `{"stream_options":{"include_usage":true},"model":"sim","stream": true ,${messages}}`,
  },
  {
    name: 'stream options of its own',
    sent: `{"model":"sim","stream":true,"stream_options":{ "include_obfuscation":false},${messages}}`,
    arrives: `{"model":"sim","stream":true,"stream_options":{"include_usage":true, "include_obfuscation":false},${messages}}`,
  },
  {
    name: 'escapes and characters of every width',
    sent: `{"model":"sim","stre\\u0061m":true,"messages":[{"role":"user","content":"\\u00e9é\\ud83d\\ude00😀\\/"}]}`,
    arrives: `{"stream_options":{"include_usage":true},"model":"sim","stre\\u0061m":true,"messages":[{"role":"user","content":"\\u00e9é\\ud83d\\ude00😀\\/"}]}`,
  },
]

const contents = '"contents":[{"role":"user","parts":[{"text":"hi"}]}]'

const geminiBodies: readonly string[] = [
  `{${contents},"vendor":{"a":[1,2.50,1e2]},"generationConfig":{"seed":9007199254740993}}`,
  `{"labels":{"a":1},"labels":{"a":2},${contents}}`,
  `\r\n {\t${contents} ,\n\n  "z" : 1, "a":2 }\n `,
  `{"contents":[{"role":"user","parts":[{"text":"\\u00e9é\\ud83d\\ude00😀\\/"}]}]}`,
]

const usageChunk =
  'data: {"id":"x","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}\n\n'

const openaiStream = [
  ': OPENROUTER PROCESSING\n\n',
  'data: {"id":"x","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}\n\n',
  'data: {"choices" : [{"index":0,"delta":{"content":"é 😀 \\u00e9","vendor":1},"finish_reason":null}],"id":"x","n":9007199254740993}\n\n',
  'event: message\ndata:{"id":"x","a":1,"a":2,"choices":[{"index":0,"delta":{"content":" b"},"finish_reason":null}]}\n\n',
  'data: {"id":"x","choices":[{"index":0,"delta":{},"finish_reason":"stop","vendor":{"b":2.50}}]}\r\n\r\n',
  usageChunk,
  'data: [DONE]\n\n',
]

/** What some proxies send after the end. */
const afterTheEnd = 'data: [DONE]\n\ndata: {"id":"x","choices":[{"index":0,"delta":{"content":"LEAK"}}]}\n\n'

const geminiStream = [
  'data: {"candidates" : [{"content":{"parts":[{"text":"é 😀 \\u00e9"}],"role":"model"},"index":0}],"n":9007199254740993}\n\n',
  'data: {"a":1,"a":2,"candidates":[{"content":{"parts":[{"text":" b","vendor":{"x":2.50}}],"role":"model"},"index":0}]}\r\n\r\n',
  'data: {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":1}}\n\n',
]

describe('bytes between two sides of one protocol', () => {
  let product: Product
  let vendor: CannedUpstream
  beforeAll(async () => {
    vendor = await startCannedUpstream((response, { url }) => {
      const stream = beginStream(response)
      for (const piece of url.includes('gemini') ? geminiStream : [...openaiStream, afterTheEnd]) stream.write(piece)
      stream.end()
    })
    product = await startProduct({ env: { UPSTREAM_URL: vendor.url, GOOGLE_GEMINI_BASE_URL: vendor.url } })
  })
  afterAll(() => Promise.all([product.stop(), vendor.close()]))

  const arrived = () => vendor.requests.at(-1)?.body.toString('utf8')

  it.each(openaiBodies)(
    'an OpenAI request with $name arrives as it was, asked to stream',
    async ({ sent, arrives }) => {
      const answer = await ask({ url: `${product.gatewayUrl}/v1/chat/completions`, body: sent })
      expect(answer.status).toBe(200)
      expect(arrived()).toBe(arrives)
    },
  )

  it.each(['sse', 'whole', 'json-array'] as const)('a Gemini request (%s) arrives as it was', async (framing) => {
    const path = pathOf({ name: '', dialect: 'gemini', framing, vendor: 'gemini' })
    for (const body of geminiBodies) {
      await ask({ url: product.gatewayUrl + path, body })
      expect(arrived()).toBe(body)
      expect(vendor.requests.at(-1)?.url).toBe('/v1beta/models/gemini-sim:streamGenerateContent?alt=sse')
    }
  })

  it('an OpenAI stream reaches a client that asked for usage as it was', async () => {
    const body = `{"model":"sim",${messages},"stream":true,"stream_options":{"include_usage":true}}`
    const answer = await ask({ url: `${product.gatewayUrl}/v1/chat/completions`, body })
    expect(answer.text).toBe(openaiStream.join(''))
  })

  it('the usage that only we asked for is taken out again', async () => {
    const answer = await ask({
      url: `${product.gatewayUrl}/v1/chat/completions`,
      body: `{"model":"sim",${messages},"stream":true}`,
    })
    expect(answer.text).toBe(openaiStream.filter((piece) => piece !== usageChunk).join(''))
    const line = await product.endOf(answer.requestId)
    expect(line).toMatchObject({ tokens: { inputTokens: 1, outputTokens: 2 } })
  })

  it('a whole OpenAI answer keeps the vendor’s own fields', async () => {
    const answer = await ask({ url: `${product.gatewayUrl}/v1/chat/completions`, body: `{"model":"sim",${messages}}` })
    expect(JSON.parse(answer.text)).toMatchObject({
      id: 'x',
      choices: [{ message: { content: 'é 😀 é b' }, finish_reason: 'stop', vendor: { b: 2.5 } }],
      usage: { total_tokens: 3 },
    })
  })

  it('a Gemini stream reaches the client as it was', async () => {
    const body = geminiBodies[0] ?? ''
    const answer = await ask({
      url: `${product.gatewayUrl}/v1beta/models/gemini-sim:streamGenerateContent?alt=sse`,
      body,
    })
    expect(answer.text).toBe(geminiStream.join(''))
  })

  it('a Gemini stream without alt=sse is a JSON array of the same frames', async () => {
    const body = geminiBodies[0] ?? ''
    const answer = await ask({ url: `${product.gatewayUrl}/v1beta/models/gemini-sim:streamGenerateContent`, body })
    const frames = geminiStream.map((piece) => piece.trim().slice('data: '.length))
    expect(answer.text).toBe(`[${frames.join(',\r\n')}]`)
  })
})

const clientKey = 'client-key-that-stays-here'
const serverKeys = { openai: 'sk-upstream-key-of-the-server', gemini: 'AIzaTestKeyOfTheServer' }

describe('with client keys', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ env: { SLUICE_API_KEYS: clientKey } })
  })
  afterAll(() => product.stop())

  const secrets = {
    authorization: `Bearer ${clientKey}`,
    'x-api-key': clientKey,
    'x-goog-api-key': clientKey,
    'api-key': clientKey,
    cookie: `session=${clientKey}`,
    'x-sluice-test': clientKey,
    'x-sluice-internal-token': clientKey,
  }

  const inQuery = (url: string) => `${url}${url.includes('?') ? '&' : '?'}key=${clientKey}`

  /** Everything that the vendors were sent since the start, as text. */
  const sentToVendors = () =>
    [product.upstream, product.gemini]
      .flatMap(({ requests }) => requests)
      .map(({ path, rawHeaders, body }) => `${path} ${rawHeaders.join(' ')} ${body.toString('latin1')}`)
      .join('\n')

  it.each(ways)('$name: the client’s key stays here, the server’s goes out (C22)', async (way) => {
    const question = questionOf(product, way, { headers: secrets })
    const answer = await ask({ ...question, url: inQuery(question.url) })
    expectComplete(answer, way)
    const { headers } = simulatorOf(product, way).requests.at(-1) ?? {}
    const sent = way.vendor === 'openai' ? headers?.authorization : headers?.['x-goog-api-key']
    expect(sent).toBe(way.vendor === 'openai' ? `Bearer ${serverKeys.openai}` : serverKeys.gemini)
    expect(sentToVendors()).not.toContain(clientKey)
    expect(sentToVendors()).not.toContain('x-sluice')
  })

  it.each(Object.entries(secrets).slice(0, 4))('a key in %s is enough', async (name, value) => {
    const way = ways[0]!
    expectComplete(await ask(questionOf(product, way, { headers: { [name]: value } })), way)
  })

  it.each(ways)('$name: no key and a wrong key are 401 in dialect', async (way) => {
    for (const headers of [{}, { authorization: 'Bearer wrong' }]) {
      const answer = await ask(questionOf(product, way, { headers }))
      expectEarlyError(answer, way.dialect, 401)
      expect(await product.endOf(answer.requestId)).toMatchObject({ reason: 'unauthorized' })
    }
  })

  describe('routes that are handed on unread', () => {
    const v1 = (path: string) => `${product.gatewayUrl}/v1${path}`
    const headers = { authorization: `Bearer ${clientKey}` }
    const lastAtUpstream = () => product.upstream.requests.at(-1)

    it('embeddings: the bytes arrive as they were, with the server’s key', async () => {
      const body = '{ "model":"text-embedding-3-small", "input":"hi","x":9007199254740993,"x":1 }'
      const answer = await ask({ url: inQuery(v1('/embeddings')), headers: { ...secrets }, body })
      expect({ status: answer.status, body: lastAtUpstream()?.body.toString() }).toEqual({ status: 200, body })
      expect(JSON.parse(answer.text)).toMatchObject({ data: [{ object: 'embedding' }] })
      expect(lastAtUpstream()?.headers.authorization).toBe(`Bearer ${serverKeys.openai}`)
      expect(sentToVendors()).not.toContain(clientKey)
      expect(await product.endOf(answer.requestId)).toMatchObject({ reason: 'complete', target: 'upstream' })
    })

    it('transcriptions: a multipart upload arrives byte by byte', async () => {
      const audio = Buffer.from(Array.from({ length: 70_000 }, (_, at) => at % 256))
      const { body, type } = multipart('speech.mp3', audio)
      const answer = await ask({
        url: v1('/audio/transcriptions'),
        headers: { ...headers, 'content-type': type },
        body,
      })
      expect(JSON.parse(answer.text)).toEqual({ text: 'Heard 70000 bytes of speech.mp3.' })
      expect(lastAtUpstream()?.body.equals(body)).toBe(true)
    })

    it('files: stored, listed, read back and deleted', async () => {
      const content = Buffer.from('{"a":1}\n{"a":2}\n')
      const { body, type } = multipart('batch.jsonl', content)
      const stored = await ask({ url: v1('/files'), headers: { ...headers, 'content-type': type }, body })
      const { id } = JSON.parse(stored.text)
      const list = await ask({ url: v1('/files?limit=10'), headers })
      expect(JSON.parse(list.text)).toMatchObject({ data: [{ id, bytes: content.length }] })
      expect(lastAtUpstream()?.path).toBe('/v1/files?limit=10')
      expect((await ask({ url: v1(`/files/${id}/content`), headers })).text).toBe(content.toString())
      expect(JSON.parse((await ask({ url: v1(`/files/${id}`), method: 'DELETE', headers })).text)).toMatchObject({
        deleted: true,
      })
    })

    it('an error of the upstream keeps its status and its words', async () => {
      const answer = await ask({ url: v1('/embeddings'), headers, body: '{"model":"m","input":""}' })
      const error = expectEarlyErrorOfUpstream(answer.text)
      expect({ status: answer.status, param: error.param }).toEqual({ status: 400, param: 'input' })
      expect(answer.requestId).not.toBe('')
    })

    it('no key is a 401 here, and the upstream is not asked', async () => {
      const before = product.upstream.requests.length
      expectEarlyError(await ask({ url: v1('/embeddings'), body: '{}' }), 'openai', 401)
      expect(product.upstream.requests).toHaveLength(before)
    })

    it('an upstream that is not there is a 502 in dialect', async () => {
      await product.upstream.close()
      for (const path of ['/embeddings', '/images/generations', '/audio/speech', '/moderations', '/completions']) {
        const answer = await ask({ url: v1(path), headers, body: '{}' })
        const error = expectEarlyError(answer, 'openai', 502)
        expect(error.message).toContain('UPSTREAM_URL')
        expect(await product.endOf(answer.requestId)).toMatchObject({ reason: 'upstream_error', status: 502 })
      }
    })
  })
})

const expectEarlyErrorOfUpstream = (text: string): Record<string, unknown> => JSON.parse(text).error

function multipart(filename: string, content: Buffer): { body: Buffer; type: string } {
  const boundary = 'boundary-of-the-test'
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${filename}"\r\ncontent-type: application/octet-stream\r\n\r\n`
  const body = Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${boundary}--\r\n`)])
  return { body, type: `multipart/form-data; boundary=${boundary}` }
}
