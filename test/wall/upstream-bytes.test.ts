import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { expectComplete } from '../failures.ts'
import { type Product, startProduct } from '../product.ts'
import { ask, type RawAnswer } from '../raw-client.ts'
import { atOnce, questionOf, textOf, type Way, ways } from '../ways.ts'
import { expectInvariants } from './invariants.ts'
import { expectFailed, nextKey } from './row.ts'
import { type ScriptedRequest, type ScriptedVendor, type Step, startScriptedVendor } from './scripted-vendor.ts'
import { impatient } from './upstream-faults.ts'
import { answerText, DONE, eventsOf, eventsWithUsage, lastChunk, streamHead, streamOf } from './vendor-events.ts'

type Steps = (request: Pick<ScriptedRequest, 'protocol'>) => readonly Step[]

interface Row {
  readonly name: string
  readonly steps: Steps
  /** Status of an early refusal; else the answer must be complete. */
  readonly refused?: number
  /** How often the vendor is asked. */
  readonly requests?: number
  /** The steps begin before the request's body is there. */
  readonly early?: true
}

const TRIES = 1 + Number(impatient.MAX_RETRIES)
const manyHeaders = Array.from({ length: 500 }, (_, index) => `x-vendor-${index}: v`)
const nested = `content-encoding: ${Array(1_000).fill('gzip').join(', ')}`
const redirects = [301, 302, 303, 307, 308]
const tooLarge =
  '{"error":{"message":"too large","type":"invalid_request_error","code":413,"status":"INVALID_ARGUMENT"}}'
const strangeUsage = ['-5', '"many"', '1e400', '1.5', 'null', '[]']

const rows: readonly Row[] = [
  { name: 'U13 500 headers', steps: ({ protocol }) => streamOf(eventsOf[protocol], ...manyHeaders) },
  {
    name: 'U14 103 Early Hints before the answer',
    steps: ({ protocol }) => ['HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n', ...streamOf(eventsOf[protocol])],
  },
  {
    name: 'U14 a 100 that nobody asked for',
    steps: ({ protocol }) => ['HTTP/1.1 100 Continue\r\n\r\n', ...streamOf(eventsOf[protocol])],
    refused: 502,
    requests: TRIES,
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
    steps: ({ protocol }: Pick<ScriptedRequest, 'protocol'>) => streamOf(eventsWithUsage(usage)[protocol]),
  })),
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
    name: 'U52 413 before the body was read',
    steps: () => [
      `HTTP/1.1 413 Too Large\r\ncontent-type: application/json\r\ncontent-length: ${tooLarge.length}\r\nconnection: close\r\n\r\n${tooLarge}`,
      'fin',
    ],
    refused: 413,
    early: true,
  },
  {
    name: 'U62 two end markers and data after them',
    steps: ({ protocol }) => [
      streamHead(),
      ...streamOf([...eventsOf[protocol], DONE, DONE, ...eventsOf[protocol]]).slice(1, -1),
      lastChunk,
    ],
  },
]

describe('a vendor of odd bytes', () => {
  const script = new Map<string, Row>()
  const rowOf = (text: string): Row | undefined => script.get(/key=(question-\d+\.)/.exec(text)?.[1] ?? '')
  let vendor: ScriptedVendor
  let product: Product
  beforeAll(async () => {
    vendor = await startScriptedVendor({
      steps: (request) => rowOf(request.head + request.body)?.steps(request) ?? ['fin'],
      early: (head) => rowOf(head)?.early === true,
    })
    product = await startProduct({
      env: { ...impatient, UPSTREAM_URL: vendor.url, GOOGLE_GEMINI_BASE_URL: vendor.url },
    })
  })
  afterAll(() => Promise.all([product.stop(), vendor.close()]))

  async function play(way: Way, row: Row): Promise<{ answer: RawAnswer; requests: number }> {
    const key = nextKey()
    script.set(key, row)
    const answer = await ask(questionOf(product, way, { script: { key } }))
    await product.endOf(answer.requestId)
    return { answer, requests: vendor.requests.filter(({ body }) => body.includes(`key=${key}`)).length }
  }

  describe.each(rows.filter(({ early }) => early !== true))('$name', (row) => {
    const played = atOnce(ways, (way) => play(way, row))
    it.each(ways)('$name', async (way) => {
      const { answer, requests } = await played(way)
      if (row.refused === undefined) {
        expectComplete(answer, way)
        expect(textOf(way, answer.text)).toBe(answerText)
      } else expectFailed(answer, way, { when: 'early', status: row.refused })
      expect(requests).toBe(row.requests ?? 1)
      expect(JSON.stringify(answer.headers)).not.toMatch(/x-vendor|link/)
    })
  })

  it('U28 no metric is spoilt by what was no count', async () => {
    expect(await product.metrics()).not.toMatch(/NaN|[^+]Inf|} -/)
    expect(await product.metric('sluice_tokens_total')).toBe(0)
  })

  it('U49 leaves nothing behind', () => expectInvariants(product, { vendors: [vendor], canaries: [answerText] }))
})

void redirects
