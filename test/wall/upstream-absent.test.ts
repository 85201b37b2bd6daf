import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createGeminiSimulator, createOpenAISimulator } from '@sluice/simulator'
import { expectComplete, expectEarlyError } from '../failures.ts'
import { type Product, startProduct } from '../product.ts'
import { ask, send } from '../raw-client.ts'
import { questionOf, type Way, ways } from '../ways.ts'
import { expectInvariants } from './invariants.ts'
import { askScripted } from './row.ts'
import { impatient } from './upstream-faults.ts'

const settingOf = ({ vendor }: Way) => (vendor === 'openai' ? 'UPSTREAM_URL' : 'GOOGLE_GEMINI_BASE_URL')

describe.each([1, 2] as const)('U01 an upstream that is not there, in %i process(es)', (processes) => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ processes, env: impatient })
    await Promise.all([product.gemini.close(), product.upstream.close()])
  })
  afterAll(() => product.stop())

  it.each(processes === 1 ? ways : ways.filter(({ vendor }) => vendor === 'gemini'))(
    '$name: 502 that names the setting and no address',
    async (way) => {
      const { answer, line } = await askScripted(product, way, {})
      const error = expectEarlyError(answer, way.dialect, 502)
      expect(error.message).toContain(settingOf(way))
      expect(answer.text).not.toMatch(/127\.0\.0\.1|localhost|ECONNREFUSED|\bat .*:\d+/)
      expect(line).toMatchObject({ reason: 'upstream_error', status: 502 })
      expect(Number(line.duration_ms)).toBeLessThan(1_000)
    },
  )

  it('leaves nothing behind', () => expectInvariants(product))
})

describe('U02 an upstream that comes up', () => {
  let product: Product
  beforeAll(async () => {
    // A quarter of the delay, and of its double and fourfold, lie between tries to connect.
    product = await startProduct({ env: { RETRY_DELAY: '0.8' } })
    await Promise.all([product.gemini.close(), product.upstream.close()])
  })
  afterAll(() => product.stop())

  const vendors = {
    openai: { create: createOpenAISimulator, portOf: () => product.upstream.port },
    gemini: { create: createGeminiSimulator, portOf: () => product.gemini.port },
  } as const

  it.each(ways.filter(({ framing, dialect, vendor }) => framing === 'sse' && dialect === vendor))(
    '$name: is tried again and answers',
    async (way) => {
      const { create, portOf } = vendors[way.vendor]
      const retries = () => product.metric('sluice_retries_total', { cause: 'unreachable' })
      const before = await retries()
      const call = send(questionOf(product, way))
      while ((await retries()) === before);
      const vendor = await create({ port: portOf() })
      try {
        const answer = await call.answer
        expectComplete(answer, way)
        expectComplete(await ask(questionOf(product, way)), way)
        expect(vendor.requests).toHaveLength(2)
      } finally {
        await vendor.close()
      }
    },
  )
})
