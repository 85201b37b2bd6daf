import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { expectComplete } from '../failures.ts'
import { type Product, startProduct } from '../product.ts'
import { ask, type RawCall, send } from '../raw-client.ts'
import { saySkipped } from '../say-skipped.ts'
import { questionOf, textOf, type Way, ways } from '../ways.ts'
import { expectInvariants } from './invariants.ts'
import { cpuMsOf, rssKbOf } from './process-cost.ts'
import { askTimed, type Timed } from './timed.ts'

const wanted = process.env.SLUICE_TEST === 'all'
if (!wanted) saySkipped('load on the product. `npm run test:all` runs it.')
const describeWanted = wanted ? describe : describe.skip

/** What neighbours on the same two cores may take; what these rows are for takes longer. */
const PAUSE_MAX_MS = 2_000

const streams = ways.filter(({ framing }) => framing === 'sse')
const ROW_TIMEOUT_MS = 60_000

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at))

describeWanted('load', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ env: { SLUICE_HEARTBEAT_AFTER_MS: '500', SLUICE_HEARTBEAT_EVERY_MS: '500' } })
  })
  afterAll(() => product?.stop())

  const question = (way: Way, script: Readonly<Record<string, string | number>>) => questionOf(product, way, { script })
  const expectTimely = (way: Way, { status, text, complete, longestGapMs }: Timed) => {
    expect({ way: way.name, status, complete }).toEqual({ way: way.name, status: 200, complete: true })
    expect(longestGapMs).toBeLessThan(PAUSE_MAX_MS)
    expect(text).not.toContain('"error"')
  }

  /** The longest that a health check waits until the work is done: nothing else of the product can be quicker. */
  async function longestPauseMs(work: Promise<unknown>): Promise<number> {
    let longestMs = 0
    let working = true
    const done = work.finally(() => {
      working = false
    })
    while (working) longestMs = Math.max(longestMs, (await askTimed({ url: `${product.gatewayUrl}/livez` })).tookMs)
    await done
    return longestMs
  }

  it(
    '500 waiting answers cost little memory each, and with their heartbeats hardly any CPU (L01, L08)',
    async () => {
      const CALLS = 500
      const WATCHED_MS = 3_000
      const [pid = 0] = product.pids
      await Promise.all(times(50, (at) => ask(question(streams[at % streams.length]!, {}))))
      const restingKb = rssKbOf(pid)
      const calls = times(CALLS, (at): RawCall => {
        return send(question(streams[at % streams.length]!, { events: 100, 'stall-after': 2 }))
      })
      await Promise.all(calls.map((call) => call.until((text) => text.includes('data: '))))
      const cpuMs = cpuMsOf(pid)
      const beats = await product.metric('sluice_heartbeats_total')
      await sleep(WATCHED_MS)
      const usedMs = cpuMsOf(pid) - cpuMs
      expect((await product.metric('sluice_heartbeats_total')) - beats).toBeGreaterThan(CALLS)
      expect((rssKbOf(pid) - restingKb) / CALLS).toBeLessThan(160)
      expect(usedMs / WATCHED_MS).toBeLessThan(0.4)
      for (const call of calls) call.leave()
      await expectInvariants(product)
    },
    ROW_TIMEOUT_MS,
  )

  it(
    '100 answers with steady events: every event, in order, on time (L02)',
    async () => {
      const EVENTS = 20
      const answers = await Promise.all(
        times(100, async (at) => {
          const way = streams[at % streams.length]!
          return { way, answer: await askTimed(question(way, { events: EVENTS, every: 100 })) }
        }),
      )
      const text = times(EVENTS, (at) => `piece ${at} `.padEnd(40, '.')).join('')
      for (const { way, answer } of answers) {
        expectTimely(way, answer)
        expect(textOf(way, answer.text)).toBe(text)
      }
    },
    ROW_TIMEOUT_MS,
  )

  it.each(['openai sse, passed to openai', 'openai sse, translated for gemini'])(
    'a prompt of 20 MB among small answers: they go on (L05); %s',
    async (name) => {
      const small = streams.flatMap((way) => times(5, () => way))
      const running = small.map(async (way) =>
        expectTimely(way, await askTimed(question(way, { events: 60, every: 50 }))),
      )
      const way = ways.find((one) => one.name === name)!
      const { url, body } = question(way, {})
      const prompt = `${'A long prompt, "quoted". '.repeat(20 * 40_000)}`
      const fields: { messages: { content: string }[] } = JSON.parse(String(body))
      const messages = [{ role: 'user', content: prompt }, ...fields.messages]
      expectComplete(await ask({ url, body: JSON.stringify({ ...fields, messages }) }), way)
      await Promise.all(running)
      await expectInvariants(product)
    },
    ROW_TIMEOUT_MS,
  )

  it(
    'the metrics are small, and nobody waits for whoever reads them (L10)',
    async () => {
      const running = Promise.all(
        times(100, async (at) => {
          const way = ways[at % ways.length]!
          expectTimely(way, await askTimed(question(way, { events: 20, every: 100 })))
        }),
      )
      let working = true
      const done = running.finally(() => {
        working = false
      })
      while (working) {
        const { text, tookMs } = await askTimed({ url: `${product.gatewayUrl}/metrics` })
        expect(text.length).toBeLessThan(1_000_000)
        expect(tookMs).toBeLessThan(PAUSE_MAX_MS)
      }
      await done
    },
    ROW_TIMEOUT_MS,
  )

  it(
    '40 answers with events of 100 KB: no long pause (L11)',
    async () => {
      const text = 'x'.repeat(1_000_000)
      const answers = times(40, async (at) => {
        const way = streams[at % streams.length]!
        const answer = await ask(question(way, { text, split: 100_000 }))
        expectComplete(answer, way)
        expect(textOf(way, answer.text).length).toBe(text.length)
      })
      expect(await longestPauseMs(Promise.all(answers))).toBeLessThan(PAUSE_MAX_MS)
    },
    ROW_TIMEOUT_MS,
  )
})

describeWanted('twice the load that it can take (L04)', () => {
  const PLACES = 20
  const GOODPUT_MIN = 0.7
  const ANSWER_MS = 1_000
  const ROUNDS = 40
  const EVERY_MS = 100
  /** In all, twice what fits in. */
  const A_ROUND = (2 * PLACES * EVERY_MS) / ANSWER_MS
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ env: { SLUICE_STREAMS_MAX: String(PLACES) } })
  })
  afterAll(() => product?.stop())

  const way = streams[0]!
  const longAnswer = () => questionOf(product, way, { script: { events: 10, every: ANSWER_MS / 10 } })

  it(
    'refuses early, goes on with what it took, and recovers at once',
    async () => {
      const asked: Promise<Timed>[] = []
      for (let round = 0; round < ROUNDS; round++) {
        asked.push(...times(A_ROUND, () => askTimed(longAnswer())))
        await sleep(EVERY_MS)
      }
      const answers = await Promise.all(asked)
      const taken = answers.filter(({ status }) => status === 200)
      const refused = answers.filter(({ status }) => status === 503)
      expect(taken.length + refused.length).toBe(answers.length)
      expect(taken.every(({ complete, text }) => complete && text.includes('[DONE]'))).toBe(true)
      expect(Math.max(...refused.map(({ tookMs }) => tookMs))).toBeLessThan(PAUSE_MAX_MS)
      // A place is free for some rounds before it is asked for.
      const fitting = (PLACES * ROUNDS * EVERY_MS) / (ANSWER_MS + 2 * EVERY_MS)
      expect(taken.length).toBeGreaterThan(fitting * GOODPUT_MIN)
      const next = await Promise.all(times(PLACES, () => askTimed(longAnswer())))
      expect(next.filter(({ status }) => status !== 200)).toEqual([])
      await expectInvariants(product)
    },
    ROW_TIMEOUT_MS,
  )
})
