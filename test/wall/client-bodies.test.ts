import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { expectEarlyError } from '../failures.ts'
import { type Product, startProduct } from '../product.ts'
import { ask, type RawAnswer } from '../raw-client.ts'
import { expectInvariants } from './invariants.ts'
import { RawConnection } from './raw/connection.ts'
import { head, host } from './raw/row.ts'

const BODY_BYTES_MAX = 20_000_000

const contents = [{ role: 'user', parts: [{ text: 'Hi' }] }]
const messages = [{ role: 'user', content: 'Hi' }]
const addresses = {
  openai: '/v1/chat/completions',
  gemini: '/v1beta/models/sim:generateContent',
} as const

let product: Product
beforeAll(async () => {
  product = await startProduct({ env: { SLUICE_BODY_BYTES_MAX: String(BODY_BYTES_MAX) } })
})
afterAll(() => product.stop())

const requestsSeen = () => product.upstream.requests.length + product.gemini.requests.length
const post = (path: string, body: string) => ask({ url: product.gatewayUrl + path, body })
const chat = (members: object) => post(addresses.openai, JSON.stringify({ model: 'sim', messages, ...members }))

describe('a body that is too large, or lies about its length (C10)', () => {
  const megabyte = 'x'.repeat(1_000_000)
  const inChunks = `${megabyte.length.toString(16)}\r\n${megabyte}\r\n`.repeat(BODY_BYTES_MAX / megabyte.length)
  const bodies = [
    { header: `content-length: ${BODY_BYTES_MAX + 1}`, sent: '' },
    { header: 'content-length: 9007199254740991', sent: '{' },
    { header: 'transfer-encoding: chunked', sent: `${inChunks}1\r\nx\r\n` },
  ]

  /** What comes although the body is not all sent. */
  async function answerTo(bytes: string): Promise<{ status: number | undefined; closed: boolean }> {
    const connection = await RawConnection.open(Number(new URL(product.gatewayUrl).port))
    connection.send(bytes)
    await connection.until(() => connection.responses().length > 0)
    const [answer] = connection.responses()
    return { status: answer?.status, closed: await connection.until(() => connection.closed) }
  }

  it('is refused before the rest of it comes, and the connection ends', async () => {
    const asked = Object.values(addresses).flatMap((path) =>
      bodies.map(({ header, sent }) => answerTo(head(`POST ${path} HTTP/1.1`, host, header) + sent)),
    )
    expect(await Promise.all(asked)).toEqual(asked.map(() => ({ status: 413, closed: true })))
  })
})

describe('a body of a million small things (C13)', () => {
  const many = (count: number, thing: (index: number) => string) =>
    Array.from({ length: count }, (_, at) => thing(at)).join()
  const messagesText = JSON.stringify(messages)
  const heavy = [
    { name: 'messages', body: `{"model":"sim","messages":[${many(300_000, () => '{"role":"user","content":""}')}]}` },
    { name: 'keys', body: `{"model":"sim","messages":${messagesText},${many(1_000_000, (at) => `"${at}":1`)}}` },
    { name: 'objects', body: `{"model":"sim","messages":${messagesText},"x":[${many(5_000_000, () => '{}')}]}` },
    { name: 'brackets', body: `{"model":"sim","messages":${messagesText},"x":${'['.repeat(10_000_000)}` },
  ]
  /** Generous: the machine is shared, and the five bodies come from the process that waits. */
  const OTHERS_WAIT_MS = 1_500

  it('is refused, and others are served meanwhile', async () => {
    const refused = Promise.all(heavy.map(({ body }) => post(addresses.openai, body)))
    const waitsMs: number[] = []
    for (let count = 0; count < 20; count++) {
      const askedAt = performance.now()
      expect((await chat({})).status).toBe(200)
      waitsMs.push(performance.now() - askedAt)
    }
    for (const answer of await refused) expectEarlyError(answer, 'openai', 400)
    expect(Math.max(...waitsMs)).toBeLessThan(OTHERS_WAIT_MS)
  })
})

describe('a model that is none (C17)', () => {
  const noText = [['sim'], { a: 1 }, 7, true, null, '', 'x'.repeat(1_000_000)]
  it.each(noText.map((model) => ({ name: JSON.stringify(model).slice(0, 20), model })))(
    '$name is a 400, and nobody is asked',
    async ({ model }) => {
      const before = requestsSeen()
      expect(expectEarlyError(await chat({ model }), 'openai', 400)).toMatchObject({ param: 'model' })
      expect(requestsSeen()).toBe(before)
    },
  )

  const odd = [
    'gemini-a?b#c',
    'gemini-%2e%2e',
    'gemini-😀',
    'gemini-a b',
    'gemini-\r\nx: y',
    'gemini-\u0000',
    'gemini-a\\b',
    'models/gemini-?key=x',
  ]
  it.each(odd)('%j reaches Google escaped', async (model) => {
    const before = product.gemini.requests.length
    expect((await chat({ model })).status).toBe(404)
    const [request, ...more] = product.gemini.requests.slice(before)
    expect(more).toEqual([])
    const name = encodeURIComponent(model.replace('models/', ''))
    expect(name).not.toMatch(/[?#/\\\s]/)
    expect(request?.path).toBe(`/v1beta/models/${name}:streamGenerateContent?alt=sse`)
  })

  it.each(['gemini-/../../v1/files', 'models/gemini-a/../../x', 'tunedModels/../x', 'gemini-a/./b', 'gemini-a//b'])(
    '%j, which would be another address, reaches nobody',
    async (model) => {
      const before = requestsSeen()
      expectEarlyError(await chat({ model }), 'openai', 404)
      expect(requestsSeen()).toBe(before)
    },
  )

  it.each(['../x', 'a/b?c#d', '%2e', '😀'])('%j is the upstream’s to judge, in the body alone', async (model) => {
    await chat({ model })
    const last = product.upstream.requests.at(-1)
    expect({ path: last?.path, model: JSON.parse(String(last?.body)).model }).toEqual({
      path: '/v1/chat/completions',
      model,
    })
  })

  it('makes no label', async () => {
    const metrics = await product.metrics()
    expect(
      [...metrics.matchAll(/model="([^"]*)"/g)]
        .map((match) => match[1])
        .filter((model) => /[^\w.:/-]|xxx/.test(model ?? '')),
    ).toEqual([])
  })
})

describe('settings that are none', () => {
  it.each([['true'], [1], [0], [[]], [{}]])('stream: %j is a 400 (C19)', async (stream) => {
    for (const model of ['sim', 'gemini-sim'])
      expect(expectEarlyError(await chat({ model, stream }), 'openai', 400)).toMatchObject({ param: 'stream' })
  })

  it.each([[null], [undefined], [false]])('stream: %j is a whole answer (C19)', async (stream) => {
    for (const model of ['sim', 'gemini-sim']) {
      const { status, headers } = await chat({ model, stream })
      expect([status, headers['content-type']]).toEqual([200, expect.stringContaining('application/json')])
    }
  })

  const refused: readonly object[] = [
    { n: 0 },
    { n: -1 },
    { n: 1.5 },
    { n: '1' },
    { n: 1e9 },
    { max_tokens: -1 },
    { max_tokens: 0 },
    { max_tokens: 1e308 },
    { max_tokens: 'x' },
    { temperature: 'hot' },
    { temperature: 1e308 },
    { stop: Array(100).fill('a') },
  ]
  it.each(refused)('%j is a 400, ours or the vendor’s (C20)', async (members) => {
    const translated = { ...members, model: 'gemini-sim' }
    for (const answer of [await chat(translated), ...(passes(members) ? [] : [await chat(members)])])
      expectRefused(answer)
  })

  /** Only Google has a limit here. */
  const passes = (members: object) => 'max_tokens' in members && members.max_tokens === 1e308

  function expectRefused(answer: RawAnswer): void {
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.text).error).toMatchObject({ type: 'invalid_request_error' })
  }

  it.each([[{ stop: '' }], [{ stop: [''] }], [{ stop: ['', 'zzz'] }]])(
    '%j stops nothing and ends (C20)',
    async (members) => {
      for (const model of ['sim', 'gemini-sim']) {
        const { status, text } = await chat({ model, ...members })
        expect([status, JSON.parse(text).choices[0].finish_reason]).toEqual([200, 'stop'])
      }
    },
  )
})

describe('names of prototypes (C16)', () => {
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']

  it.each(names)('%s is a name like any other, wherever it stands', async (name) => {
    const polluted = `"${name}":{"polluted":1}`
    const text = '"role":"user","content":"Hi"'
    const tool = { name, parameters: JSON.parse(`{"type":"object","properties":{"${name}":{"type":"string"}}}`) }
    const bodies = ['sim', 'gemini-sim'].flatMap((model) => [
      `{"model":"${model}","messages":[{${text},${polluted}}],"metadata":{"${name}":"x"},${polluted}}`,
      JSON.stringify({ model, messages, tools: [{ type: 'function', function: tool }] }),
      JSON.stringify({ model, messages, tool_choice: name, response_format: { type: name }, reasoning_effort: name }),
      JSON.stringify({ model, messages: [{ role: name, content: 'Hi' }] }),
    ])
    const statuses = await Promise.all(bodies.map(async (body) => (await post(addresses.openai, body)).status))
    for (const status of statuses) expect([200, 400]).toContain(status)
    expect(statuses[0]).toBe(200)
    const body = JSON.stringify({
      contents,
      [name]: { polluted: 1 },
      generationConfig: { responseMimeType: 'text/plain' },
    })
    const url = `${product.gatewayUrl}/v1beta/models/${name}:generateContent?${name}=1`
    expect((await ask({ url, headers: { [name]: 'x' }, body })).status).toBe(200)
  })

  it('leave the process as it was', async () => {
    const { headers, text } = await chat({})
    for (const said of [JSON.stringify(headers), text, await product.metrics()]) expect(said).not.toContain('polluted')
    expect(JSON.stringify(product.logs)).not.toContain('polluted')
  })
})

describe('after all this', () => {
  it('nothing is left behind', () => expectInvariants(product))
})
