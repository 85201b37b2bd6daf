import { isUtf8 } from 'node:buffer'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { expectComplete } from '../failures.ts'
import { type Product, startProduct } from '../product.ts'
import { ask, type RawAnswer } from '../raw-client.ts'
import { atOnce, questionOf, textOf, type Way, ways } from '../ways.ts'
import { expectInvariants } from './invariants.ts'
import { expectFailed, nextKey } from './row.ts'
import { type ScriptedRequest, type ScriptedVendor, type Step, startScriptedVendor } from './scripted-vendor.ts'
import { fewTries, TRIES } from './upstream-faults.ts'
import { answerText, DONE, eventsOf, eventsSaying, eventsWithUsage, streamOf } from './vendor-events.ts'

type Asking = Pick<ScriptedRequest, 'protocol'>

/** Where redirects point. */
let elsewhere: ScriptedVendor | undefined

interface Row {
  readonly name: string
  readonly steps: (request: Asking) => readonly Step[]
  /** Status of an early refusal; else the answer must be complete. */
  readonly refused?: number
  /** Of a complete answer, where it is not the vendor's own. */
  readonly text?: RegExp
  /** How often the vendor is asked. */
  readonly requests?: number
}

const manyHeaders = Array.from({ length: 500 }, (_, index) => `x-vendor-${index}: v`)
const nested = `content-encoding: ${Array(1_000).fill('gzip').join(', ')}`
const strangeUsage = ['-5', '"many"', '1e400', '1.5', 'null', '[]']

/** The answer with bytes in the middle of its text that are no UTF-8. */
function spoilt(events: readonly string[], bytes: readonly number[]): readonly Step[] {
  const [before = '', after = ''] = events.join('').split('Hello')
  const body = Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)])
  return [`HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: ${body.length}\r\n\r\n`, body]
}

const noUtf8 = {
  'a lone 0xFF': [0xff],
  'an overlong slash': [0xc0, 0xaf],
  'half of a surrogate pair': [0xed, 0xa0, 0xbd],
  'a character that breaks off': [0xf0, 0x9f, 0x98],
}

const rows: readonly Row[] = [
  { name: 'U13 500 headers', steps: ({ protocol }) => streamOf(eventsOf[protocol], ...manyHeaders) },
  {
    name: 'U14 103 Early Hints before the answer',
    steps: ({ protocol }) => ['HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n', ...streamOf(eventsOf[protocol])],
  },
  {
    name: 'U14 a 100 that nobody asked for',
    steps: ({ protocol }) => ['HTTP/1.1 100 Continue\r\n\r\n', ...streamOf(eventsOf[protocol])],
  },
  {
    name: 'U16 204 without a body',
    steps: () => ['HTTP/1.1 204 No Content\r\n\r\n'],
    refused: 502,
    requests: TRIES,
  },
  {
    name: 'U16 a stream of nothing',
    steps: () => streamOf([]),
    refused: 502,
    requests: TRIES,
  },
  ...strangeUsage.map((usage) => ({
    name: `U28 usage of ${usage}`,
    steps: ({ protocol }: Asking) => streamOf(eventsWithUsage(usage)[protocol]),
  })),
  ...Object.entries(noUtf8).map(([name, bytes]) => ({
    name: `U34 ${name} in the text`,
    steps: ({ protocol }: Asking) => spoilt(eventsOf[protocol], bytes),
    text: /^\ufffd+ from a vendor of bytes\.$/,
  })),
  {
    name: 'U35 a character in two halves, one in each event',
    steps: ({ protocol }) => streamOf(eventsSaying('before \ud83d', '\ude00 after')[protocol]),
    text: /^before 😀 after$/,
  },
  ...[301, 302, 303, 307, 308].map((status) => ({
    name: `U44 ${status} to another host`,
    steps: () => [`HTTP/1.1 ${status} Elsewhere\r\nlocation: ${elsewhere?.url}/v1\r\ncontent-length: 0\r\n\r\n`],
    refused: 502,
  })),
  {
    name: 'U44 307 to the addresses of a cloud',
    steps: () => ['HTTP/1.1 307 X\r\nlocation: http://169.254.169.254/\r\ncontent-length: 0\r\n\r\n'],
    refused: 502,
  },
  {
    name: 'U38 a thousand encodings',
    steps: ({ protocol }) => streamOf(eventsOf[protocol], nested),
    refused: 502,
    requests: TRIES,
  },
  {
    name: 'U49 a connection that is closed after the answer',
    steps: ({ protocol }) => [...streamOf(eventsOf[protocol], 'connection: close'), 'fin'],
  },
  {
    name: 'U62 two end markers, and data after one where the protocol has one',
    steps: ({ protocol }) => {
      const more = { openai: eventsOf.openai, gemini: [] }
      return streamOf([...eventsOf[protocol], DONE, DONE, ...more[protocol]])
    },
  },
]

describe('a vendor of odd bytes', () => {
  const script = new Map<string, Row>()
  const rowOf = (text: string): Row | undefined => script.get(/key=(question-\d+\.)/.exec(text)?.[1] ?? '')
  let vendor: ScriptedVendor
  let product: Product
  beforeAll(async () => {
    elsewhere = await startScriptedVendor({ steps: () => ['fin'] })
    vendor = await startScriptedVendor({ steps: (request) => rowOf(request.body)?.steps(request) ?? ['fin'] })
    product = await startProduct({
      env: { ...fewTries, UPSTREAM_URL: vendor.url, GOOGLE_GEMINI_BASE_URL: vendor.url },
    })
  })
  afterAll(() => Promise.all([product.stop(), vendor.close(), elsewhere?.close()]))

  async function play(way: Way, row: Row): Promise<{ answer: RawAnswer; requests: number }> {
    const key = nextKey()
    script.set(key, row)
    const answer = await ask(questionOf(product, way, { script: { key } }))
    await product.endOf(answer.requestId)
    return { answer, requests: vendor.requests.filter(({ body }) => body.includes(`key=${key}`)).length }
  }

  describe.each(rows)('$name', (row) => {
    const played = atOnce(ways, (way) => play(way, row))
    it.each(ways)('$name', async (way) => {
      const { answer, requests } = await played(way)
      if (row.refused === undefined) {
        expectComplete(answer, way)
        if (row.text) expect(textOf(way, answer.text)).toMatch(row.text)
        else expect(textOf(way, answer.text)).toBe(answerText)
        expect(isUtf8(answer.bytes)).toBe(true)
      } else expectFailed(answer, way, { when: 'early', status: row.refused })
      expect(requests).toBe(row.requests ?? 1)
      expect(JSON.stringify(answer.headers)).not.toMatch(/x-vendor|link/)
    })
  })

  it('U44 nobody was asked elsewhere', () => {
    expect(elsewhere?.requests).toEqual([])
  })

  it('U28 no metric is spoilt by what was no count', async () => {
    expect(await product.metrics()).not.toMatch(/NaN|[^+]Inf|} -/)
    expect(await product.metric('sluice_tokens_total')).toBe(0)
  })

  it('U49 leaves nothing behind', () => expectInvariants(product, { vendors: [vendor], canaries: [answerText] }))
})
