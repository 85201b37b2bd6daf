import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createGeminiSimulator, createOpenAISimulator, type Simulator } from '@sluice/simulator'
import { freePort } from '../../libs/limits/test/redis-server.ts'
import { expectComplete } from '../failures.ts'
import { type Product, startProduct } from '../product.ts'
import { ask, send } from '../raw-client.ts'
import { saySkipped } from '../say-skipped.ts'
import { startServices } from '../service-process.ts'
import { questionOf, type Way, ways } from '../ways.ts'
import { expectInvariants } from './invariants.ts'
import { cpuMsOf } from './process-cost.ts'

const { start } = startServices()
const translatedStream = ways.find(({ name }) => name === 'openai sse, translated for gemini')!

describe('SIGKILL while answers run (P04)', () => {
  let gemini: Simulator
  let upstream: Simulator
  beforeAll(async () => {
    gemini = await createGeminiSimulator()
    upstream = await createOpenAISimulator()
  })
  afterAll(() => Promise.all([gemini.close(), upstream.close()]))

  it('the vendors see closed connections, the clients cut answers, and the next start is clean', async () => {
    const env = {
      GATEWAY_PORT: String(await freePort()),
      TRANSLATOR_PORT: '0',
      GEMINI_API_KEY: 'k',
      GOOGLE_GEMINI_BASE_URL: gemini.url,
      UPSTREAM_URL: upstream.url,
    }
    const first = start('both', env)
    const product = { gatewayUrl: await first.url('gateway') }
    const running = ways.map((way) => send(questionOf(product, way, { script: { events: 10_000, every: 20 } })))
    const vendors = [gemini, upstream]
    await Promise.all(vendors.map((vendor) => vendor.waitFor((seen) => seen.length === ways.length / 2)))
    const streams = running.filter((_, index) => ways[index]?.framing !== 'whole')
    await Promise.all(streams.map((call) => call.until((text) => text.length > 0)))
    first.signal('SIGKILL')
    await Promise.all(
      vendors.map((vendor) => vendor.waitFor((seen) => seen.every(({ outcome }) => outcome === 'client-closed'))),
    )
    for (const call of streams) expect((await call.answer).end).toBe('cut')
    await start('both', env).url('gateway')
    for (const way of ways) expectComplete(await ask(questionOf(product, way)), way)
  })
})

/** Elsewhere there is no prlimit and no /proc. */
if (process.platform !== 'linux') saySkipped('a process without file descriptors: needs prlimit and /proc.')
const describeOnLinux = process.platform === 'linux' ? describe : describe.skip

describeOnLinux('no file descriptor is left (P14)', () => {
  const DESCRIPTORS = 64
  /** Several times what is left for them. */
  const CONNECTIONS = 200
  const WATCHED_MS = 1_000
  /** A loop that tries again and again would take all of it. */
  const CPU_MAX_MS = 300
  const TRIES_MAX = 20
  const TRY_EVERY_MS = 100
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ within: ['prlimit', `--nofile=${DESCRIPTORS}:${DESCRIPTORS}`] })
  })
  afterAll(() => product.stop())

  const way: Way = translatedStream

  it('waits idly, and serves again when there are some', async () => {
    const requestIds = [(await ask(questionOf(product, way))).requestId]
    const sockets = await connectOften(product.gatewayUrl)
    // Whoever is let in now may find that there is none for the vendor.
    const cpuMs = cpuMsOf(product.pids[0]!)
    await sleep(WATCHED_MS)
    expect(cpuMsOf(product.pids[0]!) - cpuMs).toBeLessThan(CPU_MAX_MS)
    for (const socket of sockets) socket.destroy()
    await Promise.all(sockets.map((socket) => socket.closed || once(socket, 'close')))
    const answer = await whenLetIn(() => ask(questionOf(product, way)))
    expectComplete(answer, way)
    await expectInvariants(product, { requestIds: [...requestIds, answer.requestId] })
  })

  /** Until the last of the queue is gone, a process without descriptors lets go at once of whoever comes next. */
  async function whenLetIn<T>(request: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await request()
      } catch (error) {
        if (tries === TRIES_MAX) throw error
        await sleep(TRY_EVERY_MS)
      }
    }
  }

  it('tells a client whose vendor cannot be connected to', async () => {
    const running = send(questionOf(product, way, { script: { events: 100, every: 20 } }))
    await running.until((text) => text.length > 0)
    // Let in first: a connection is all that this client needs; its vendor needs another.
    const waiting = connect(Number(new URL(product.gatewayUrl).port), '127.0.0.1')
    await once(waiting, 'connect')
    const sockets = await connectOften(product.gatewayUrl)
    const { url, body } = questionOf(product, ways.find(({ name }) => name === 'openai whole, passed to openai')!)
    waiting.write(
      `POST ${new URL(url).pathname} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n` +
        `content-length: ${Buffer.byteLength(String(body))}\r\n\r\n${body}`,
    )
    const [head] = await once(waiting.setEncoding('utf8'), 'data')
    expect(head).toMatch(/^HTTP\/1\.1 502 /)
    for (const socket of [...sockets, waiting]) socket.destroy()
    expectComplete(await running.answer, way)
    await expectInvariants(product)
  })

  async function connectOften(url: string): Promise<readonly Socket[]> {
    const sockets = Array.from({ length: CONNECTIONS }, () =>
      connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {}),
    )
    await Promise.all(sockets.map((socket) => Promise.race([once(socket, 'connect'), once(socket, 'close')])))
    return sockets
  }
})

describe('upstream and Redis down (P20)', () => {
  it('is alive and ready all the same, both services', async () => {
    const nobody = `127.0.0.1:${await freePort()}`
    const env = {
      UPSTREAM_URL: `http://${nobody}`,
      GOOGLE_GEMINI_BASE_URL: `http://${nobody}`,
      REDIS_URL: `redis://${nobody}`,
      MAX_RETRIES: '0',
    }
    const product = await startProduct({ processes: 2, env })
    try {
      await Promise.all(ways.map((way) => ask(questionOf(product, way))))
      for (const url of [product.gatewayUrl, product.translatorUrl]) {
        for (const path of ['/livez', '/healthz', '/health', '/readyz'])
          expect({ path, status: (await ask({ url: url + path })).status }).toEqual({ path, status: 200 })
      }
    } finally {
      await product.stop()
    }
  })
})
