import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Product, startProduct } from '../product.ts'
import type { RawRequest } from '../raw-client.ts'
import { atOnce, questionOf, requestsWith, simulatorOf, type Way, ways } from '../ways.ts'
import { expectInvariants } from './invariants.ts'
import { RawConnection } from './raw/connection.ts'
import { call } from './raw/row.ts'

/** How long a vendor may go on for a client that has left. */
const HANG_UP_WITHIN_MS = 100

const idOf = (what: string, way: Way) => `${what}-${way.name}`.replace(/[^A-Za-z0-9._-]/g, '-').slice(0, 64)

/** The bytes of a request on a connection that is kept. */
function bytesOf({ url, headers = {}, body = '' }: RawRequest): string {
  const { pathname, search, host } = new URL(url)
  const fields = Object.entries({ host, ...headers, 'content-length': Buffer.byteLength(body) })
  const lines = fields.map(([name, value]) => `${name}: ${value}`)
  return `POST ${pathname}${search} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`
}

const portOf = (product: Product) => Number(new URL(product.gatewayUrl).port)

describe('a client that ends its connection', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct()
  })
  afterAll(() => product.stop())

  /** Asks, waits until the vendor has sent `events`, goes, and tells how long the vendor went on. */
  async function goneAfter(
    way: Way,
    events: number,
    what: string,
    go: (connection: RawConnection) => void,
  ): Promise<{ wentOnMs: number; requests: number; connection: RawConnection }> {
    const id = idOf(what, way)
    const script = { events: 400, every: 25, 'stall-after': 300, key: `${id}.` }
    const connection = await RawConnection.open(portOf(product))
    connection.send(bytesOf(questionOf(product, way, { script, headers: { 'x-request-id': id } })))
    const simulator = simulatorOf(product, way)
    const seen = () => requestsWith(simulator, `${id}.`)
    await simulator.waitFor(() => seen().find(({ eventsSent }) => eventsSent >= events))
    const leftAtMs = performance.now()
    go(connection)
    const ended = await simulator.waitFor(() => seen().find(({ outcome }) => outcome === 'client-closed'))
    return { wentOnMs: (ended.endedAtMs ?? 0) - leftAtMs, requests: seen().length, connection }
  }

  const exits = [
    { what: 'FIN', go: (connection: RawConnection) => connection.leave('fin') },
    { what: 'RST', go: (connection: RawConnection) => connection.leave('rst') },
    { what: 'half', go: (connection: RawConnection) => connection.halfClose() },
  ] as const

  describe.each(exits)('in the middle of its answer (C02, C04), by $what', ({ what, go }) => {
    const gone = atOnce(ways, (way) => goneAfter(way, 3, what, go))
    it.each(ways)('$name: the vendor is hung up on, and nobody is blamed', async (way) => {
      const { wentOnMs, requests } = await gone(way)
      // Ten such answers end at once.
      expect(wentOnMs).toBeLessThan(3 * HANG_UP_WITHIN_MS)
      expect(requests).toBe(1)
      expect(await product.endOf(idOf(what, way))).toMatchObject({ status: 499, reason: 'client_gone' })
    })
  })

  it('a half-closed connection is closed from this side too (C04)', async () => {
    const { connection } = await goneAfter(ways[0]!, 1, 'half-closed', (open) => open.halfClose())
    expect(await connection.until(() => connection.closed)).toBe(true)
    expect(connection.received).not.toContain('[DONE]')
  })

  it('leaves nothing behind', () => expectInvariants(product))
})

describe('a client that pipelines', () => {
  const RPM = 5
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ env: { SLUICE_RPM: String(RPM) } })
  })
  afterAll(() => product.stop())

  it('is limited by the request, not by the connection (C32)', async () => {
    const connection = await RawConnection.open(portOf(product))
    connection.send(Array.from({ length: RPM + 3 }, (_, at) => call(`pipelined-${at}`)).join(''))
    await connection.until(() => connection.responses().length === RPM + 3)
    const statuses = connection.responses().map(({ status }) => status)
    expect(statuses.toSorted()).toEqual([...Array(RPM).fill(200), 429, 429, 429])
    connection.leave()
  })
})
