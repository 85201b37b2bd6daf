import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { beginStream, type CannedUpstream, startCannedUpstream } from './canned-upstream.ts'
import { type Product, startProduct } from './product.ts'
import { type RawCall, send } from './raw-client.ts'
import { expectInvariants, expectPlacesFree } from './wall/invariants.ts'
import { questionOf, requestsWith, simulatorOf, type Way, ways } from './ways.ts'

/** Mulberry32: the same aborts in every run. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** As many as the product lets in, and more than visit at once. */
const PLACES = 40

describe('clients that leave', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({
      env: { SLUICE_HEARTBEAT_AFTER_MS: '30', SLUICE_HEARTBEAT_EVERY_MS: '20', SLUICE_STREAMS_MAX: String(PLACES) },
    })
  })
  afterAll(() => product.stop())

  it.each(ways)('C01 $name: before the first byte, the vendor is hung up on within 100 ms', async (way) => {
    const key = `early-${way.name}.`
    const call = send(
      questionOf(product, way, { script: { 'no-answer': 'hang', key }, headers: { 'x-request-id': idOf(key) } }),
    )
    const simulator = simulatorOf(product, way)
    await simulator.waitFor(() => requestsWith(simulator, key).length > 0)
    const leftAtMs = performance.now()
    call.leave()
    const ended = await simulator.waitFor(() =>
      requestsWith(simulator, key).find(({ outcome }) => outcome === 'client-closed'),
    )
    expect((ended.endedAtMs ?? 0) - leftAtMs).toBeLessThan(100)
    expect(requestsWith(simulator, key)).toHaveLength(1)
    expect(await product.endOf(idOf(key))).toMatchObject({ status: 499, reason: 'client_gone' })
  })

  it.each(ways)('U59 $name: while a retry waits, there is no further attempt', async (way) => {
    const key = `waiting-${way.name}.`
    const script = { status: 429, hint: 'text', 'retry-after': '0.3', key }
    const call = send(questionOf(product, way, { script, headers: { 'x-request-id': idOf(key) } }))
    const simulator = simulatorOf(product, way)
    await simulator.waitFor(() => requestsWith(simulator, key).find(({ outcome }) => outcome === 'complete'))
    call.leave()
    expect(await product.endOf(idOf(key))).toMatchObject({ status: 499, reason: 'client_gone' })
    expect(requestsWith(simulator, key)).toHaveLength(1)
  })

  it('C01 C02 500 at random moments: nothing stays open, every request ends once with one reason', async () => {
    const random = createRandom(20_261_121)
    const visitors = Array.from({ length: 500 }, (_, index) => createVisitor(random, index))
    await inParallel(25, visitors, (visitor) => visit(product, visitor))
    const ends = await Promise.all(visitors.map(({ id }) => product.endOf(id)))
    await expectInvariants(product, { requestIds: visitors.map(({ id }) => id) })
    await expectPlacesFree(product, ways[0]!, PLACES)
    expect(new Set(ends.map((line) => line.reason))).toEqual(new Set(['complete', 'client_gone']))
    const gone = visitors.filter((_, index) => ends[index]?.reason === 'client_gone')
    // Whoever stayed to the end was served to the end.
    expect(gone.filter(({ leaves }) => leaves === 'never')).toEqual([])
    expect(gone.length).toBeGreaterThan(100)
  })
})

const idOf = (key: string) => key.replace(/[^A-Za-z0-9._-]/g, '-').slice(0, 64)

const moments = ['sent', 'head', 'some', 'never'] as const

interface Visitor {
  readonly id: string
  readonly way: Way
  readonly leaves: (typeof moments)[number]
  /** How much text a visitor that leaves after `some` waits for. */
  readonly chars: number
  readonly script: Readonly<Record<string, string | number>>
}

function createVisitor(random: () => number, index: number): Visitor {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const scripts = [{ events: 20 }, { events: 20, every: 3 }, { events: 5, 'first-byte': 50 }, { events: 8, chunks: 40 }]
  return {
    id: `visitor-${index}`,
    way: pick(ways),
    leaves: pick(moments),
    chars: Math.ceil(random() * 2_000),
    script: pick(scripts),
  }
}

async function visit(product: Product, { id, way, leaves, chars, script }: Visitor): Promise<void> {
  const call = send(questionOf(product, way, { script, headers: { 'x-request-id': id } }))
  await until(call, leaves, chars)
  if (leaves !== 'never') call.leave()
}

async function until(call: RawCall, leaves: Visitor['leaves'], chars: number): Promise<void> {
  if (leaves === 'sent') return call.sent
  await call.head
  if (leaves === 'never') await call.answer
  // An answer shorter than that has simply ended.
  if (leaves === 'some') await call.until((text) => text.length >= chars).catch(() => {})
}

async function inParallel<T>(width: number, items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items]
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: width }, worker))
}

const MEGABYTE = 1024 * 1024

describe('C05 clients that stop reading', () => {
  const ANSWER_BYTES = 200 * MEGABYTE
  const text = 'x'.repeat(64 * 1024)
  const events = {
    openai: Buffer.from(
      `data: {"id":"x","choices":[{"index":0,"delta":{"content":"${text}"},"finish_reason":null}]}\n\n`,
    ),
    gemini: Buffer.from(
      `data: {"candidates":[{"index":0,"content":{"role":"model","parts":[{"text":"${text}"}]}}]}\n\n`,
    ),
  }
  /** Per answer of the vendor, in order. */
  const sent: { bytes: number }[] = []
  let product: Product
  let vendor: CannedUpstream
  beforeAll(async () => {
    vendor = await startCannedUpstream((response, { url }) =>
      pour(beginStream(response), url.includes('gemini') ? 'gemini' : 'openai'),
    )
    const env = { UPSTREAM_URL: vendor.url, GOOGLE_GEMINI_BASE_URL: vendor.url, SLUICE_IDLE_TIMEOUT_MS: '1500' }
    product = await startProduct({ env })
  })
  afterAll(() => Promise.all([product.stop(), vendor.close()]))

  /** Sends as fast as its peer takes it, and keeps count. */
  async function pour(response: ServerResponse, protocol: keyof typeof events): Promise<void> {
    const count = { bytes: 0 }
    sent.push(count)
    const closed = new Promise<void>((resolve) => response.once('close', () => resolve()))
    while (count.bytes < ANSWER_BYTES && !response.closed) {
      count.bytes += events[protocol].length
      if (response.write(events[protocol])) continue
      await Promise.race([closed, new Promise<void>((resolve) => response.once('drain', () => resolve()))])
    }
    response.end()
  }

  const streamed = ways.filter(({ framing }) => framing !== 'whole')

  it('hold back the vendor, cost little memory, and are let go at last', async () => {
    await Promise.all(streamed.map((way) => readSome(way)))
    const before = peakRssBytes(product)
    sent.length = 0
    const calls = streamed.map((way, index) => ({ way, id: `stuck-${index}`, call: stuck(way, `stuck-${index}`) }))
    const ends = await Promise.all(calls.map(({ id }) => product.endOf(id)))
    expect(ends.map((line) => line.reason)).toEqual(Array(streamed.length).fill('client_gone'))
    expect(sent).toHaveLength(streamed.length)
    for (const { bytes } of sent) expect(bytes).toBeLessThan(40 * MEGABYTE)
    expect(peakRssBytes(product) - before).toBeLessThan(streamed.length * 10 * MEGABYTE)
    for (const { call } of calls) call.leave()
    await expectInvariants(product, { requestIds: calls.map(({ id }) => id) })
  })

  /** Reads a good part and leaves, so that the process has grown to its working size. */
  async function readSome(way: Way): Promise<void> {
    const call = send(questionOf(product, way))
    const incoming = await call.head
    let bytes = 0
    await new Promise<void>((resolve) => {
      incoming.on('data', (piece: Buffer) => {
        bytes += piece.length
        if (bytes > 10 * MEGABYTE) resolve()
      })
    })
    call.leave()
  }

  function stuck(way: Way, id: string): RawCall {
    const call = send(questionOf(product, way, { headers: { 'x-request-id': id } }))
    void call.head.then(() => call.pause())
    return call
  }
})

/** The largest memory that the gateway's process has ever had. */
function peakRssBytes({ pids }: Product): number {
  const status = readFileSync(`/proc/${pids.at(-1)}/status`, 'utf8')
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024
}
