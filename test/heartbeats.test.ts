import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { beginStream, type CannedUpstream, startCannedUpstream } from './canned-upstream.ts'
import { expectComplete } from './failures.ts'
import { type Product, startProduct } from './product.ts'
import { ask, type RawAnswer, send } from './raw-client.ts'
import { atOnce, framesOf, questionOf, requestsWith, simulatorOf, textOf, type Way, ways } from './ways.ts'

const soon = { SLUICE_HEARTBEAT_AFTER_MS: '150', SLUICE_HEARTBEAT_EVERY_MS: '100' }

const geminiBeat = 'data: {"candidates":[{"content":{"role":"model","parts":[{"text":""}]},"index":0}]}\n\n'

function beatOf({ dialect, framing }: Way): string {
  if (framing !== 'sse') return '\n'
  return dialect === 'openai' ? ': ping\n\n' : geminiBeat
}

/** The heartbeats of an answer: pieces that are exactly one. */
function beatsOf(way: Way, { chunks }: Pick<RawAnswer, 'chunks'>): readonly string[] {
  return chunks.filter((chunk) => chunk === beatOf(way))
}

/** An answer of which nothing but whole heartbeats is taken away. */
function withoutBeats(way: Way, { chunks }: RawAnswer): string {
  return chunks.filter((chunk) => chunk !== beatOf(way)).join('')
}

describe('heartbeats', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ env: { ...soon, MAX_RETRIES: '1' } })
  })
  afterAll(() => product.stop())

  it.each(ways)('$name: an answer that comes at once has not one byte more', async (way) => {
    const answer = await ask(questionOf(product, way, { script: { text: 'Hello.' } }))
    expectComplete(answer, way)
    expect(beatsOf(way, answer)).toEqual([])
    expect(answer.text.trimStart()).toBe(answer.text)
    if (way.framing === 'whole') expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(answer.text)))
    expect(await product.endOf(answer.requestId)).toMatchObject({ heartbeats: 0 })
  })

  describe('before the first byte', () => {
    const asked = atOnce(ways, (way) =>
      ask(questionOf(product, way, { script: { text: 'Hello.', 'first-byte': 500 } })),
    )
    it.each(ways)('$name: they fill the wait', async (way) => {
      const answer = await asked(way)
      expectComplete(answer, way)
      expect(textOf(way, answer.text)).toBe('Hello.')
      const beats = beatsOf(way, answer).length
      expect(beats).toBeGreaterThanOrEqual(2)
      expect(answer.chunks.slice(0, beats)).toEqual(Array(beats).fill(beatOf(way)))
      expect(await product.endOf(answer.requestId)).toMatchObject({ heartbeats: beats })
    })
  })

  describe('in the middle', () => {
    const silence = { 'stall-after': 3, 'stall-ms': 400 }
    const asked = atOnce(ways, (way) => ask(questionOf(product, way, { script: { events: 6, ...silence } })))
    it.each(ways)('$name: they fill a silence between events', async (way) => {
      const slow = await asked(way)
      const fast = await ask(questionOf(product, way, { script: { events: 6 } }))
      expectComplete(slow, way)
      expect(beatsOf(way, slow).length).toBeGreaterThanOrEqual(2)
      expect(textOf(way, slow.text)).toBe(textOf(way, fast.text))
      expect(framesOf(way, withoutBeats(way, slow))).toHaveLength(framesOf(way, fast.text).length)
    })
  })

  describe('while a retry waits', () => {
    const keyOf = (way: Way) => `retry, ${way.name}.`
    const asked = atOnce(ways, (way) => {
      const hint = way.vendor === 'openai' ? 'header-ms' : 'retry-info'
      const script = { text: 'Hello.', 'fail-first': 1, status: 429, hint, 'retry-after': '0.5', key: keyOf(way) }
      return ask(questionOf(product, way, { script }))
    })
    it.each(ways)('$name: they go on', async (way) => {
      const answer = await asked(way)
      expectComplete(answer, way)
      expect(beatsOf(way, answer).length).toBeGreaterThanOrEqual(2)
      expect(requestsWith(simulatorOf(product, way), keyOf(way))).toHaveLength(2)
    })
  })

  it('says with the head that nothing on the way may buffer or change the stream (C41)', async () => {
    for (const way of ways) {
      const { headers } = await ask(questionOf(product, way, { script: { text: 'Hello.' } }))
      expect(headers).toMatchObject({ 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' })
      expect(headers['content-type']).toContain(way.framing === 'sse' ? 'text/event-stream' : 'application/json')
    }
  })

  it('counts the heartbeats by protocol', async () => {
    const logged = product.logs.filter((line) => line.service === 'gateway').map((line) => Number(line.heartbeats ?? 0))
    expect(await product.metric('sluice_heartbeats_total')).toBe(logged.reduce((sum, beats) => sum + beats, 0))
    expect(await product.metric('sluice_heartbeats_total', { protocol: 'gemini' })).toBeGreaterThan(0)
  })
})

describe('heartbeats between two processes', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ processes: 2, env: soon })
  })
  afterAll(() => product.stop())

  const throughTheHop = ways.filter(({ vendor }) => vendor === 'gemini')
  const asked = atOnce(throughTheHop, (way) =>
    ask(questionOf(product, way, { script: { text: 'Hello.', 'first-byte': 500 } })),
  )
  it.each(throughTheHop)('$name: come from the gateway alone', async (way) => {
    const answer = await asked(way)
    expectComplete(answer, way)
    const beats = beatsOf(way, answer).length
    expect(beats).toBeGreaterThanOrEqual(2)
    expect(await product.endOf(answer.requestId)).toMatchObject({ heartbeats: beats })
    const atTranslator = await product.logLine(
      (line) => line.service === 'translator' && line.request_id === answer.requestId,
    )
    expect(atTranslator).toMatchObject({ heartbeats: 0 })
  })
})

describe('an event that comes in two halves', () => {
  const events = {
    openai:
      'data: {"id":"x","choices":[{"index":0,"delta":{"content":"Hello"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
    gemini: 'data: {"candidates":[{"index":0,"content":{"parts":[{"text":"Hello"}]},"finishReason":"STOP"}]}\n\n',
  }
  let product: Product
  let upstream: CannedUpstream
  let open: ServerResponse | undefined

  beforeAll(async () => {
    upstream = await startCannedUpstream((response, { url }) => {
      open = beginStream(response)
      response.write(firstHalf(url.includes('gemini') ? events.gemini : events.openai))
    })
    product = await startProduct({ env: { ...soon, UPSTREAM_URL: upstream.url, GOOGLE_GEMINI_BASE_URL: upstream.url } })
  })
  afterAll(() => Promise.all([product.stop(), upstream.close()]))

  const firstHalf = (text: string) => text.slice(0, 30)
  const secondHalf = (text: string) => text.slice(30)

  it.each(ways)('$name: a heartbeat never stands within it', async (way) => {
    const call = send(questionOf(product, way))
    await call.until((_text, chunks) => beatsOf(way, { chunks }).length >= 2)
    open?.end(secondHalf(events[way.vendor]))
    const answer = await call.answer
    expectComplete(answer, way)
    expect(textOf(way, answer.text)).toBe('Hello')
    const beats = beatsOf(way, answer).length
    expect(answer.chunks.slice(0, beats)).toEqual(Array(beats).fill(beatOf(way)))
  })
})
