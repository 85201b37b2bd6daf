import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Product, startProduct } from '../product.ts'
import { ask } from '../raw-client.ts'
import { saySkipped } from '../say-skipped.ts'
import { RawConnection } from './raw/connection.ts'
import { call } from './raw/row.ts'

const withSlow = process.env.SLUICE_TEST === 'all'
if (!withSlow) saySkipped('clients that send slower than the timeouts allow: half a minute (npm run test:all).')

/** The limit of 10 s and the 5 s between two looks at it. */
const HEADERS_GONE_WITHIN_MS = 15_000 + 2_000
const BYTE_EVERY_MS = 500

;(withSlow ? describe : describe.skip)('clients that send byte by byte', () => {
  const SOCKETS = 200
  let product: Product
  beforeAll(async () => {
    product = await startProduct()
  })
  afterAll(() => product.stop())

  it(
    'their headers: closed with 408 in time, and others are served all the while (C07)',
    async () => {
      const port = Number(new URL(product.gatewayUrl).port)
      const slow = await Promise.all(Array.from({ length: SOCKETS }, () => RawConnection.open(port)))
      const startedAt = performance.now()
      const bytes = call('slow')
      let sent = 0
      const dripping = setInterval(() => {
        for (const connection of slow) if (!connection.closed) connection.send(bytes[sent] ?? '')
        sent++
      }, BYTE_EVERY_MS)
      let longestMs = 0
      while (slow.some(({ closed }) => !closed) && performance.now() - startedAt < HEADERS_GONE_WITHIN_MS) {
        const askedAt = performance.now()
        expect((await ask({ url: `${product.gatewayUrl}/v1/models` })).status).toBe(200)
        longestMs = Math.max(longestMs, performance.now() - askedAt)
        await slow[0]?.until(() => false, BYTE_EVERY_MS)
      }
      clearInterval(dripping)
      expect(slow.filter(({ closed }) => !closed)).toHaveLength(0)
      expect(new Set(slow.map((connection) => connection.responses()[0]?.status))).toEqual(new Set([408]))
      expect(longestMs).toBeLessThan(1_000)
    },
    HEADERS_GONE_WITHIN_MS + 10_000,
  )
})
