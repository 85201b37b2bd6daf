import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Product, startProduct } from '../product.ts'
import { ask, type RawAnswer } from '../raw-client.ts'
import { questionOf, type Way, ways } from '../ways.ts'
import { expectInvariants } from './invariants.ts'
import { RawConnection } from './raw/connection.ts'
import { embedding, FORWARDED, head, host } from './raw/row.ts'
import { type ScriptedVendor, startScriptedVendor } from './scripted-vendor.ts'

const CANARY = 'canary-of-the-vendor'

/** What vendors and the machines in front of them say of themselves. */
const telling = [
  'server: nginx/9.9',
  'x-powered-by: Express',
  `set-cookie: session=${CANARY}; Path=/`,
  `openai-organization: ${CANARY}`,
  `openai-project: ${CANARY}`,
  `x-request-id: ${CANARY}`,
  `cf-ray: ${CANARY}`,
  'alt-svc: h3=":443"',
  'strict-transport-security: max-age=1',
  'access-control-allow-origin: https://evil.example',
  'access-control-allow-credentials: true',
  `x-sluice-internal-quota: ${CANARY}`,
  `location: http://${CANARY}/`,
  `link: <http://${CANARY}/>`,
  `via: 1.1 ${CANARY}`,
  `www-authenticate: Basic realm="${CANARY}"`,
]

const events = {
  openai:
    'data: {"id":"x","choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
  gemini:
    'data: {"candidates":[{"index":0,"content":{"role":"model","parts":[{"text":"hi"}]},"finishReason":"STOP"}]}\n\n',
}

/** An answer of these exact lines. */
const answerOf = (line: string, fields: readonly string[], body: string) =>
  head(line, ...fields, `content-length: ${Buffer.byteLength(body)}`) + body

/** Answers as they are asked for by the path of a forwarded request, or with a good stream. */
const heads: Readonly<Record<string, string>> = {
  'a bare CR in a value': answerOf('HTTP/1.1 200 OK', ['content-type: text/plain\rx-split: 1'], 'a'),
  'a NUL in a value': answerOf('HTTP/1.1 200 OK', ['content-type: text/plain\u0000'], 'a'),
  'a control character in a value': answerOf('HTTP/1.1 200 OK', ['content-type: a\u0001b'], 'a'),
  'a folded value': answerOf('HTTP/1.1 200 OK', ['content-type: text/plain', ' x-split: 1'], 'a'),
  'a value beyond ASCII': answerOf('HTTP/1.1 200 OK', ['content-type: text/\u00e9\u00ff'], 'a'),
  'an odd name': answerOf('HTTP/1.1 200 OK', ['content-x\u00e9: 1', 'content-type: text/plain'], 'a'),
  'a space in a name': answerOf('HTTP/1.1 200 OK', ['content type: 1'], 'a'),
  'a control character in its reason': answerOf('HTTP/1.1 200 O\u0001K', [], 'a'),
  'a reason beyond ASCII': answerOf('HTTP/1.1 200 \u00c4\u00ff', [], 'a'),
  'a bare CR in its reason': answerOf('HTTP/1.1 200 OK\rx-split: 1', [], 'a'),
  'no reason': answerOf('HTTP/1.1 200', [], 'a'),
  'two lengths': answerOf('HTTP/1.1 200 OK', ['content-length: 400'], 'a'),
  'a length and chunks': `${head('HTTP/1.1 200 OK', 'content-length: 400', 'transfer-encoding: chunked')}1\r\na\r\n0\r\n\r\n`,
  'a status of no meaning': answerOf('HTTP/1.1 999 Odd', [], 'a'),
  'a status below all': answerOf('HTTP/1.1 099 Odd', [], 'a'),
  'a status beyond all': answerOf('HTTP/1.1 99999 Odd', [], 'a'),
  'a second answer': answerOf('HTTP/1.1 200 OK', [], 'a') + answerOf('HTTP/1.1 200 OK', ['x-split: 1'], 'b'),
  'another protocol': answerOf('HTTP/1.1 101 Switching Protocols', ['upgrade: websocket', 'connection: upgrade'], ''),
}

let product: Product
let vendor: ScriptedVendor
beforeAll(async () => {
  vendor = await startScriptedVendor({
    steps: ({ head: asked, protocol, body }) => {
      const odd = Object.keys(heads).find((name) => asked.includes('/embeddings') && body.includes(`"${name}"`))
      if (odd !== undefined) return [Buffer.from(heads[odd] ?? '', 'latin1'), 'fin']
      const type = asked.includes('/embeddings') ? 'application/json' : 'text/event-stream'
      const text = asked.includes('/embeddings') ? '{"data":[]}' : events[protocol]
      return [answerOf('HTTP/1.1 200 OK', [`content-type: ${type}`, ...telling], text)]
    },
  })
  product = await startProduct({
    env: { UPSTREAM_URL: vendor.url, GOOGLE_GEMINI_BASE_URL: vendor.url, MAX_RETRIES: '0' },
  })
})
afterAll(() => Promise.all([product.stop(), vendor.close()]))

const ours = [
  'cache-control',
  'connection',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'request-id',
  'transfer-encoding',
  'x-accel-buffering',
  'x-request-id',
]

function expectOurs({ status, headers }: RawAnswer): void {
  expect(status).toBe(200)
  expect(Object.keys(headers).filter((name) => !ours.includes(name))).toEqual([])
  expect(JSON.stringify(headers)).not.toContain(CANARY)
}

describe('what a vendor says of itself (S25)', () => {
  it.each(ways)('$name: stays here', async (way: Way) => {
    expectOurs(await ask(questionOf(product, way)))
  })

  it('stays here on forwarded routes too', async () => {
    expectOurs(await ask({ url: product.gatewayUrl + FORWARDED, body: embedding('x') }))
  })
})

describe('a vendor’s head with something odd in it (S26)', () => {
  /** Every byte that comes back on a connection of its own. */
  async function bytesFor(name: string): Promise<RawConnection> {
    const connection = await RawConnection.open(Number(new URL(product.gatewayUrl).port))
    const body = embedding(name)
    const lines = [`POST ${FORWARDED} HTTP/1.1`, host, 'content-type: application/json', 'connection: close']
    connection.send(head(...lines, `content-length: ${body.length}`) + body)
    await connection.until(() => connection.closed)
    return connection
  }

  it.each(Object.keys(heads))('%s: the client gets one answer, and it is not split', async (name) => {
    const connection = await bytesFor(name)
    expect(connection.closed).toBe(true)
    const [answer, ...more] = connection.responses()
    expect(more).toEqual([])
    expect(answer?.status).toBeGreaterThanOrEqual(200)
    expect(connection.received.slice(0, connection.received.indexOf('\r\n\r\n'))).not.toMatch(/^x-split/im)
    expect(connection.received.match(/^HTTP\/1\.1 /gm)).toHaveLength(1)
  })

  it('leaves the process as it was', async () => {
    expectOurs(await ask({ url: product.gatewayUrl + FORWARDED, body: embedding('x') }))
    await expectInvariants(product)
  })
})
