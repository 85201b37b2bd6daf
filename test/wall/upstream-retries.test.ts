import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { expectComplete, expectEarlyError } from '../failures.ts'
import { type Product, startProduct } from '../product.ts'
import { atOnce, type Way, ways } from '../ways.ts'
import { expectInvariants } from './invariants.ts'
import { type Asked, askScripted, type Script } from './row.ts'

const RETRY_DELAY_MS = 200
const BUDGET_MS = 5_000

/** Between the end of the first call at the vendor and the arrival of the second. */
const waitOf = ({ seen }: Asked): number => (seen[1]?.arrivedAtMs ?? 0) - (seen[0]?.endedAtMs ?? 0)

describe('an upstream that asks for a pause', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({
      env: { RETRY_DELAY: String(RETRY_DELAY_MS / 1000), SLUICE_RETRY_BUDGET_MS: String(BUDGET_MS) },
    })
  })
  afterAll(() => product.stop())

  /** How long the vendor says, and how long Sluice waits then; timers may be early by a millisecond. */
  const waits: readonly { readonly id: string; readonly hint: Script; readonly leastMs: number }[] = [
    { id: 'U53', hint: { hint: 'header', 'retry-after': '1' }, leastMs: 999 },
    { id: 'U53', hint: { hint: 'header', 'retry-after': '-5' }, leastMs: RETRY_DELAY_MS / 2 - 1 },
    { id: 'U53', hint: { hint: 'header', 'retry-after': 'soon' }, leastMs: RETRY_DELAY_MS / 2 - 1 },
    { id: 'U53', hint: { hint: 'none' }, leastMs: RETRY_DELAY_MS / 2 - 1 },
    { id: 'U56', hint: { hint: 'text', 'retry-after': '0.4' }, leastMs: 399 },
  ]
  const own = {
    openai: { hint: 'header-ms', 'retry-after': '0.4' },
    gemini: { hint: 'retry-info', 'retry-after': '0.4' },
  } as const

  const rows = waits.map((row) => ({ name: `${row.id} ${JSON.stringify(row.hint)}`, ...row }))
  describe.each(rows)('$name', ({ hint, leastMs }) => {
    const asked = atOnce(ways, (way) => askScripted(product, way, { 'fail-first': 1, status: 429, ...hint }))
    it.each(ways)('$name: waits, and hides the 429', async (way) => expectWaited(await asked(way), way, leastMs))
  })

  describe('U56 in its own way', () => {
    const asked = atOnce(ways, (way) => askScripted(product, way, { 'fail-first': 1, status: 429, ...own[way.vendor] }))
    it.each(ways)('$name: waits, and hides the 429', async (way) => expectWaited(await asked(way), way, 399))
  })

  describe('U53 until a date', () => {
    const asked = atOnce(ways, (way) => {
      const date = new Date(Date.now() + 2_000).toUTCString()
      return askScripted(product, way, { 'fail-first': 1, status: 429, hint: 'header', 'retry-after': date })
    })
    // The date has whole seconds: of two there may be little more than one left.
    it.each(ways)('$name: waits, and hides the 429', async (way) => expectWaited(await asked(way), way, 900))
  })

  describe('U53 for longer than it may take', () => {
    const asked = atOnce(ways, (way) =>
      askScripted(product, way, { status: 429, hint: 'header', 'retry-after': '99999' }),
    )
    it.each(ways)('$name: says so at once', async (way) => {
      const { answer, line, seen } = await asked(way)
      expectEarlyError(answer, way.dialect, 429)
      expect(answer.headers).toMatchObject({ 'retry-after': '99999' })
      expect(seen).toHaveLength(1)
      expect(line).toMatchObject({ reason: 'limited', retry_wait_ms: 0 })
    })
  })

  describe('U53 without an end', () => {
    const asked = atOnce(ways, (way) => askScripted(product, way, { status: 429, hint: 'text', 'retry-after': '0.02' }))
    it.each(ways)('$name: tells the wait in dialect when it gives up', async (way) => {
      const { answer } = await asked(way)
      expect(answer.headers).toMatchObject({ 'retry-after': '1', 'retry-after-ms': '20' })
      if (way.dialect === 'gemini') expect(answer.text).toMatch(/retry in 0\.02s/i)
    })
  })

  const REQUESTS = 40
  it('U55 every other answer is a 429: every request is answered', async () => {
    const script = { 'fail-every': 2, status: 429, hint: 'text', 'retry-after': '0.02' }
    const list = Array.from({ length: REQUESTS }, (_, index) => ways[index % ways.length]!)
    const all = await Promise.all(list.map((way) => askScripted(product, way, script)))
    for (const [index, { answer }] of all.entries()) expectComplete(answer, list[index]!)
    expect(all.map(({ line }) => line.reason)).toEqual(list.map(() => 'complete'))
  })

  it('leaves nothing behind', () => expectInvariants(product))
})

function expectWaited(asked: Asked, way: Way, leastMs: number): void {
  expectComplete(asked.answer, way)
  expect(asked.seen).toHaveLength(2)
  expect(waitOf(asked)).toBeGreaterThanOrEqual(leastMs)
}
