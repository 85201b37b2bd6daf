import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { errorIn, expectEarlyError, expectLateError } from '../failures.ts'
import { type Product, startProduct } from '../product.ts'
import { atOnce, simulatorOf, ways } from '../ways.ts'
import { expectInvariants } from './invariants.ts'
import { askScripted } from './row.ts'
import { impatient, spoken } from './upstream-faults.ts'

describe('U50 C38 an upstream that never ends', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ env: { SLUICE_TOTAL_TIMEOUT_MS: '500' } })
  })
  afterAll(() => product.stop())

  const asked = atOnce(ways, (way) => askScripted(product, way, { events: 1_000, every: 20 }))
  it.each(ways)('$name: is ended when its time is over', async (way) => {
    const { answer, line } = await asked(way)
    if (way.framing === 'whole') expectEarlyError(answer, way.dialect, 504)
    else expectLateError(answer, way)
    expect(line).toMatchObject({ reason: 'upstream_timeout' })
    await simulatorOf(product, way).waitFor(() => simulatorOf(product, way).openResponses() === 0)
  })

  it('leaves nothing behind', () => expectInvariants(product))
})

describe('a failure after the first heartbeat', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({
      env: { ...impatient, SLUICE_HEARTBEAT_AFTER_MS: '60', SLUICE_HEARTBEAT_EVERY_MS: '60' },
    })
  })
  afterAll(() => product.stop())

  const scripts = [
    { name: 'an error answer', script: { 'first-byte': 200, status: 500 } },
    { name: 'U17 a stall', script: { ...spoken, 'stall-after': 3 } },
    { name: 'U22 a cut', script: { ...spoken, 'first-byte': 200, 'cut-after': 3 } },
  ]
  const streamed = ways.filter(({ framing }) => framing !== 'whole')
  const whole = ways.filter(({ framing }) => framing === 'whole')

  describe.each(scripts)('$name', ({ script }) => {
    const asked = atOnce(ways, (way) => askScripted(product, way, script))
    const askedByTavern = atOnce(whole, (way) => askScripted(product, way, script, { 'user-agent': 'node-fetch' }))

    it.each(streamed)('$name: the stream carries the error', async (way) => {
      expectLateError((await asked(way)).answer, way)
    })

    it.each(whole)('$name: the connection is cut, for every SDK notices that', async (way) => {
      const { answer, line } = await asked(way)
      expect(answer).toMatchObject({ status: 200, end: 'cut', text: expect.stringMatching(/^\n+$/) })
      expect(line.reason).toMatch(/^(upstream_error|upstream_timeout|truncated)$/)
    })

    it.each(whole)('$name: SillyTavern gets the error as the body', async (way) => {
      const { answer } = await askedByTavern(way)
      expect(answer).toMatchObject({ status: 200, end: 'complete', text: expect.stringMatching(/^\n+\{/) })
      errorIn(answer.text, way.dialect)
    })
  })

  it('leaves nothing behind', () => expectInvariants(product))
})
