import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { expectComplete } from '../failures.ts'
import { type Product, startProduct } from '../product.ts'
import { ask, send } from '../raw-client.ts'
import { questionOf, requestsWith, simulatorOf, type Way, ways } from '../ways.ts'
import { inject } from './inject.ts'
import { expectInvariants } from './invariants.ts'
import { nextKey } from './row.ts'

/** Waits for the vendor, then speaks for half a second. */
const slow = { 'first-byte': 400, events: 10, every: 50 }
const hitWays = ways.filter(({ dialect, framing }) => dialect === 'openai' && framing === 'sse')

/** Where an answer can be hit: what its response is told to do throws, for a request that carries the header. */
const hits = [
  { name: 'the write of a frame', method: 'write', due: "String(chunk).includes('data: ')" },
  { name: 'the write of a heartbeat, in a timer', method: 'write', due: "String(chunk).startsWith(': ')" },
  { name: 'the head, in the timer of a heartbeat', method: 'writeHead', due: 'true' },
  { name: 'the last write', method: 'end', due: 'true' },
]

const throwing = `
import { ServerResponse } from 'node:http'
${hits
  .map(
    ({ name, method, due }) => `{
  const real = ServerResponse.prototype.${method}
  const hit = new WeakSet()
  ServerResponse.prototype.${method} = function (chunk, ...rest) {
    if (this.req.headers['x-hit'] === ${JSON.stringify(name)} && ${due} && !hit.has(this)) {
      hit.add(this)
      throw new Error('hit: a fault of ours')
    }
    return real.call(this, chunk, ...rest)
  }
}`,
  )
  .join('\n')}`

describe('a fault of ours within one answer (P07)', () => {
  let product: Product
  beforeAll(async () => {
    const heartbeats = { SLUICE_HEARTBEAT_AFTER_MS: '100', SLUICE_HEARTBEAT_EVERY_MS: '100' }
    product = await startProduct({ env: { ...heartbeats, ...inject(throwing) } })
  })
  afterAll(() => product.stop())

  const cases = hits.map((hit) => ({ ...hit, played: new Map<string, ReturnType<typeof play>>() }))

  /** One answer that is hit and one beside it that is not. */
  async function play(hit: string, way: Way) {
    const key = nextKey()
    const question = (headers: Record<string, string>) =>
      questionOf(product, way, { script: { ...slow, key }, headers })
    const id = `hit-${key}`
    const unseen = { status: 0, text: '' }
    const [answer, other] = await Promise.all([
      ask(question({ 'x-hit': hit, 'x-request-id': id })).catch(() => unseen),
      ask(question({})),
    ])
    return { key, id, answer, other }
  }

  describe.each(cases)('in $name', ({ name, played }) => {
    beforeAll(() => {
      for (const way of hitWays) played.set(way.name, play(name, way))
    })

    it.each(hitWays)('$name: ends that answer, and others live', async (way) => {
      const { key, id, answer, other } = await played.get(way.name)!
      expect(answer.status === 200 ? answer.text : '').not.toContain('[DONE]')
      expect(await product.endOf(id)).toMatchObject({ reason: 'internal_error' })
      expectComplete(other, way)
      await expectVendorLeft(way, key)
    })
  })

  /** Nobody reads the rest of an answer that was ended. */
  async function expectVendorLeft(way: Way, key: string): Promise<void> {
    const simulator = simulatorOf(product, way)
    await simulator.waitFor(() => requestsWith(simulator, key).every(({ outcome }) => outcome !== 'open'))
  }

  it('leaves nothing behind but its log line', () => expectInvariants(product, { expectedErrors: ['request failed'] }))
})

describe('an event loop that stands still for two seconds (P10)', () => {
  const STALL_MS = 2_000
  const blocking = `process.on('SIGUSR2', () => {
    const untilMs = performance.now() + ${STALL_MS}
    while (performance.now() < untilMs);
  })`
  let product: Product
  beforeAll(async () => {
    const limits = { SLUICE_FIRST_BYTE_TIMEOUT_MS: '1000', SLUICE_IDLE_TIMEOUT_MS: '1000' }
    product = await startProduct({ env: { ...limits, ...inject(blocking), MAX_RETRIES: '0' } })
  })
  afterAll(() => product.stop())

  it('gives up no answer for it, begun or not', async () => {
    const begun = ways.map((way) => ({
      way,
      call: send(questionOf(product, way, { script: { events: 30, every: 100 } })),
    }))
    const streams = begun.filter(({ way }) => way.framing !== 'whole')
    await Promise.all(streams.map(({ call }) => call.until((text) => text.length > 0)))
    const asked = ways.map((way) => ({ way, call: send(questionOf(product, way, { script: { 'first-byte': 300 } })) }))
    await Promise.all(asked.map(({ call }) => call.sent))
    for (const pid of product.pids) process.kill(pid, 'SIGUSR2')
    for (const { way, call } of [...begun, ...asked]) expectComplete(await call.answer, way)
    await expectInvariants(product)
  })
})
