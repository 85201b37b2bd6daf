import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Product, startProduct } from '../product.ts'
import { ask, type RawAnswer, send } from '../raw-client.ts'
import { questionOf, requestsWith, simulatorOf, type Way, ways } from '../ways.ts'
import { expectInvariants } from './invariants.ts'
import { RawConnection } from './raw/connection.ts'
import { head, host } from './raw/row.ts'
import type { Script } from './row.ts'

/** Every secret there is; known by no pattern, so that nothing but care keeps them in. */
const keys = {
  client: 'canary-key-of-a-client',
  internal: 'canary-token-between-services',
  gemini: 'AIzaTestKeyOfTheServer',
  upstream: 'sk-upstream-key-of-the-server',
}
const ANSWER = 'canary-in-an-answer'
const PROMPT = 'canary-in-a-prompt'

const bearer = { authorization: `Bearer ${keys.client}` }

describe('what is known to nobody else (S01, S29)', () => {
  let product: Product
  const answers: RawAnswer[] = []
  beforeAll(async () => {
    product = await startProduct({
      processes: 2,
      env: {
        SLUICE_API_KEYS: keys.client,
        SLUICE_INTERNAL_TOKEN: keys.internal,
        LOG_LEVEL: 'trace',
        MAX_RETRIES: '1',
        SLUICE_IDLE_TIMEOUT_MS: '300',
      },
    })
  })
  afterAll(() => product.stop())

  const said = `${ANSWER} and more of it`
  const scripts: readonly Script[] = [
    { text: said },
    { text: said, 'cut-after': 1 },
    { text: said, 'stall-after': 1 },
    { text: said, 'garbage-after': 1 },
    { status: 400 },
    { status: 429, hint: 'text', 'retry-after': '0.02' },
    { status: 500 },
    { html: 502 },
    { 'no-answer': 'rst' },
  ]

  it('is in no log, no metric and no error, however a request ends', async () => {
    await Promise.all(ways.flatMap((way) => scripts.map((script) => askWith(way, script))))
    await Promise.all(ways.map((way) => leaveEarly(way)))
    await Promise.all(ways.map((way) => sayNonsense(way)))
    expect(answers.length).toBeGreaterThan(ways.length * scripts.length)
    const errors = answers.filter(({ status }) => status !== 200)
    for (const { text, headers } of errors) expect(`${text} ${JSON.stringify(headers)}`).not.toContain('canary')
    await expectInvariants(product, { canaries: ['canary-'] })
  })

  async function askWith(way: Way, script: Script): Promise<void> {
    const question = questionOf(product, way, { script, headers: bearer })
    answers.push(await ask({ ...question, body: String(question.body).replace('Say hello', `Say hello ${PROMPT}`) }))
  }

  async function leaveEarly(way: Way): Promise<void> {
    const key = `left-${way.name}.`
    const call = send(questionOf(product, way, { script: { 'no-answer': 'hang', key }, headers: bearer }))
    const simulator = simulatorOf(product, way)
    await simulator.waitFor(() => requestsWith(simulator, key).length > 0)
    call.leave()
  }

  /** Bad keys, bad bodies and bad addresses, each with something secret in it. */
  async function sayNonsense(way: Way): Promise<void> {
    const { url, body = '' } = questionOf(product, way)
    const inQuery = `${url}${url.includes('?') ? '&' : '?'}key=${keys.client}`
    const wrong = { authorization: `Bearer ${keys.client}x` }
    for (const request of [
      { url, headers: wrong, body },
      { url: inQuery, body: `{"canary-${PROMPT}` },
      { url: inQuery, body: JSON.stringify({ 'canary-member': PROMPT }) },
      { url: `${product.gatewayUrl}/v1/canary-path?key=${keys.client}`, headers: bearer },
      { url: `${product.gatewayUrl}/v1/models?key=${keys.client}&key=${keys.client}` },
    ])
      answers.push(await ask(request))
  }

  it('is in no argument of a process (S35)', () => {
    for (const pid of product.pids) {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      for (const secret of product.secrets) expect(line).not.toContain(secret)
    }
  })
})

describe('an error of the vendor that quotes our key (S02)', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ env: { MAX_RETRIES: '0' } })
  })
  afterAll(() => product.stop())

  const serverKeys = { openai: keys.upstream, gemini: keys.gemini }
  const scripts: readonly Script[] = [
    { status: 400 },
    { status: 401 },
    { status: 403 },
    { status: 429, quota: 'day' },
    { status: 500 },
    { 'error-after': 0 },
    { events: 4, 'error-after': 2 },
    { 'error-200': '' },
  ]

  it.each(scripts)('%j: blotted out in every dialect', async (script) => {
    const asked = ways.map(async (way) => {
      const message = `Incorrect API key provided: ${serverKeys[way.vendor]}. See ?key=${serverKeys[way.vendor]}.`
      return ask(questionOf(product, way, { script: { ...script, message } }))
    })
    for (const { text, headers } of await Promise.all(asked)) {
      for (const key of Object.values(serverKeys)) expect(`${text} ${JSON.stringify(headers)}`).not.toContain(key)
    }
  })

  it('blotted out in the log', () => expectInvariants(product))
})

describe('line ends and control characters for the log (S22)', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct()
  })
  afterAll(() => product.stop())

  const evil = '\u001b[2J\r\n{"level":"info","injected":true}\n"}, "injected": "\u0000\u0085\u2028'

  it('make no line of their own and stay escaped', async () => {
    const url = `${product.gatewayUrl}/v1/chat/completions`
    const messages = [{ role: 'user', content: 'Hi' }]
    for (const model of ['sim', 'gemini-sim'])
      for (const members of [
        { model: `${model}${evil}` },
        { tools: [{ type: 'function', function: { name: evil } }] },
        { [evil]: evil },
        { tool_choice: evil },
        { messages: [{ role: evil, content: 'Hi' }] },
      ])
        await ask({ url, body: JSON.stringify({ model, messages, ...members }) })
    const connection = await RawConnection.open(Number(new URL(product.gatewayUrl).port))
    const fields = ['user-agent: \u001b[2J"}', 'x-request-id: a"}\u0085', 'origin: http://localhost:1"}']
    connection.send(head('GET /v1/"},{"injected":1 HTTP/1.1', host, ...fields))
    connection.send(head('GET /v1/%0d%0a%1b[2J HTTP/1.1', host, ...fields))
    await connection.until(() => connection.closed)
    connection.leave()
    await expectInvariants(product)
    const lines = product.output.filter((line) => line.includes('injected') || line.startsWith('{'))
    for (const line of lines) {
      expect(line).not.toMatch(/[\u0000-\u001f\u007f]/)
      expect(JSON.parse(line)).not.toHaveProperty('injected')
    }
  })
})
