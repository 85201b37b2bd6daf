import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { expectComplete, expectEarlyError } from './failures.ts'
import { type Product, startProduct } from './product.ts'
import { askScripted } from './wall/row.ts'
import { atOnce, ways } from './ways.ts'

const HEARTBEAT_MS = 3_000

/** The default settings in small: all their waits together outlast the first heartbeat. */
const env = { RETRY_DELAY: '0.3', MAX_RETRIES: '5', SLUICE_HEARTBEAT_AFTER_MS: String(HEARTBEAT_MS) }

describe.each([1, 2] as const)('a vendor that fails for ever, in %i process(es)', (processes) => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ processes, env })
  })
  afterAll(() => product.stop())

  describe('with 429 and no word about its end', () => {
    const asked = atOnce(ways, (way) => askScripted(product, way, { status: 429, hint: 'none' }))
    it.each(ways)('$name: a true 429 that says when to come back', async (way) => {
      const { answer, line, seen } = await asked(way)
      expectEarlyError(answer, way.dialect, 429)
      expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1)
      expect(line).toMatchObject({ reason: 'limited', heartbeats: 0 })
      expect(Number(line.duration_ms)).toBeLessThan(HEARTBEAT_MS)
      expect(seen.length).toBeGreaterThan(2)
      expect(seen.length).toBeLessThanOrEqual(6)
    })
  })

  describe('with 503', () => {
    const asked = atOnce(ways, (way) => askScripted(product, way, { status: 503 }))
    it.each(ways)('$name: a true 503', async (way) => {
      expectEarlyError((await asked(way)).answer, way.dialect, 503)
    })
  })

  describe('but says when it will work', () => {
    const script = { 'fail-first': 1, status: 429, hint: 'text', 'retry-after': '3.5' }
    const asked = atOnce(ways, (way) => askScripted(product, way, script))
    it.each(ways)('$name: is waited for, past the first heartbeat', async (way) => {
      const { answer, line } = await asked(way)
      expectComplete(answer, way)
      expect(Number(line.heartbeats)).toBeGreaterThan(0)
    })
  })
})
