import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { expectComplete, expectEarlyError } from '../failures.ts'
import { type Product, startProduct } from '../product.ts'
import { ask, type RawAnswer } from '../raw-client.ts'
import { questionOf, textOf, type Way, ways } from '../ways.ts'
import { expectInvariants } from './invariants.ts'
import { nextKey, type Script } from './row.ts'
import { type ScriptedRequest, type ScriptedVendor, type Step, startScriptedVendor } from './scripted-vendor.ts'
import { fewTries } from './upstream-faults.ts'
import { answerText, eventsOf, framed, lastChunk, streamHead, streamOf } from './vendor-events.ts'

const KILOBYTE = 1024
const MEGABYTE = 1024 * KILOBYTE

/** A response of its own, complete, that belongs to no request. */
const stray = streamOf([]).join('').replace('200 OK', '200 STRAY')

const refusalBody = '{"error":{"message":"The file is too large.","type":"invalid_request_error","code":413}}'
const refusal = `HTTP/1.1 413 Too Large\r\ncontent-type: application/json\r\ncontent-length: ${refusalBody.length}\r\nconnection: close\r\n\r\n${refusalBody}`

describe('connections to a vendor', () => {
  let play: (request: ScriptedRequest) => readonly Step[] = () => ['fin']
  let vendor: ScriptedVendor
  let product: Product
  beforeAll(async () => {
    vendor = await startScriptedVendor({
      steps: (request) => play(request),
      early: (head) => Number(/content-length: (\d+)/.exec(head)?.[1]) > MEGABYTE,
    })
    product = await startProduct({
      env: { ...fewTries, UPSTREAM_URL: vendor.url, GOOGLE_GEMINI_BASE_URL: vendor.url },
    })
  })
  afterAll(() => Promise.all([product.stop(), vendor.close()]))

  async function asked(
    way: Way,
    script: Script = {},
  ): Promise<{ answer: RawAnswer; seen: readonly ScriptedRequest[] }> {
    const key = nextKey()
    const answer = await ask(questionOf(product, way, { script: { key, ...script } }))
    await product.endOf(answer.requestId)
    return { answer, seen: vendor.requests.filter(({ body }) => body.includes(`key=${key}`)) }
  }

  function expectOwnAnswer(answer: RawAnswer, way: Way): void {
    expectComplete(answer, way)
    expect(textOf(way, answer.text)).toBe(answerText)
  }

  const whole = ({ protocol }: ScriptedRequest) => streamOf(eventsOf[protocol])

  it.each(ways)('U25 $name: a response that nobody asked for is nobody’s', async (way) => {
    play = (request) => [...whole(request), { waitMs: 20 }, stray]
    const first = await asked(way)
    expectOwnAnswer(first.answer, way)
    await closed(vendor, first.seen)
    play = whole
    expectOwnAnswer((await asked(way)).answer, way)
  })

  it.each(ways)('U25 $name: nor is one that comes with the answer', async (way) => {
    play = (request) => [`${whole(request).join('')}${stray}`]
    expectOwnAnswer((await asked(way)).answer, way)
    play = whole
    expectOwnAnswer((await asked(way)).answer, way)
  })

  it.each(['fin', 'rst'] as const)(
    'U47 a kept connection that ends (%s) with the next request costs nobody an answer',
    async (end) => {
      play = (request) => (request.turn === 1 ? whole(request) : [end])
      const reused: number[] = []
      for (const way of [...ways, ...ways]) {
        const { answer, seen } = await asked(way)
        expectOwnAnswer(answer, way)
        reused.push(seen.length - 1)
      }
      expect(reused.filter((tries) => tries > 0).length).toBeGreaterThan(ways.length / 2)
    },
  )

  it('U49 200 answers that each end their connection leave none behind', async () => {
    play = (request) => [...streamOf(eventsOf[request.protocol], 'connection: close'), 'fin']
    for (let round = 0; round < 20; round++) {
      const answers = await Promise.all(ways.map(async (way) => ({ way, ...(await asked(way)) })))
      for (const { way, answer } of answers) expectOwnAnswer(answer, way)
      await closed(
        vendor,
        answers.flatMap(({ seen }) => seen),
      )
    }
  })

  it.each(ways.filter(({ framing }) => framing === 'sse'))(
    'U52 $name: a refusal before the body was read arrives',
    async (way) => {
      // As servers do that will not read the rest: nothing more on this connection, and time to take the answer.
      play = () => [refusal, { waitMs: 50 }, 'rst']
      const { answer, seen } = await asked(way, { pad: 'x'.repeat(12 * MEGABYTE) })
      // A vendor's 413 is an INVALID_ARGUMENT among Google's errors.
      expectEarlyError(answer, way.dialect, way.dialect === 'gemini' ? 400 : 413)
      expect(answer.text).toContain('too large')
      expect(seen[0]?.bodyBytes ?? 0).toBeLessThan(8 * MEGABYTE)
      expect(seen).toHaveLength(1)
    },
  )

  const [passed, translated] = [ways[0]!, ways.find(({ name }) => name === 'openai sse, translated for gemini')!]

  it.each([passed, translated])('U32 $name: a stream in two packets, cut anywhere', async (way) => {
    const body = Buffer.from(eventsOf[way.vendor].map(framed).join('') + lastChunk)
    const cuts = Array.from({ length: Math.floor(body.length / 7) }, (_, index) => 1 + index * 7)
    const texts = new Set<string>()
    for (const cut of cuts) {
      play = () => [streamHead(), body.subarray(0, cut), { waitMs: 1 }, body.subarray(cut)]
      const { answer } = await asked(way)
      expectComplete(answer, way)
      texts.add(textOf(way, answer.text))
    }
    expect(cuts.length).toBeGreaterThan(30)
    expect([...texts]).toEqual([answerText])
  })

  it('leaves nothing behind', () => expectInvariants(product, { vendors: [vendor], canaries: [answerText] }))
})

const CLOSED_WITHIN_MS = 5_000

/** Until the product has ended the connections of these requests. */
async function closed(vendor: ScriptedVendor, requests: readonly ScriptedRequest[]): Promise<void> {
  const isOpen = () => requests.some(({ connection }) => vendor.openConnections().includes(connection))
  const untilMs = performance.now() + CLOSED_WITHIN_MS
  while (isOpen() && performance.now() < untilMs) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(isOpen()).toBe(false)
}
