import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Product, startProduct } from '../product.ts'
import { ask, send } from '../raw-client.ts'
import { saySkipped } from '../say-skipped.ts'
import { expectInvariants } from './invariants.ts'

const wanted = process.env.SLUICE_TEST === 'all'
if (!wanted) saySkipped('many large bodies in a small heap. `npm run test:all` sends them.')

const HEAP_MB = 256
const CALLS = 60
const BODY_BYTES = 4_000_000
const ROW_TIMEOUT_MS = 120_000

/** Models whose vendor lets the callers wait, translated and passing. */
const models = ['gemini-sim-first-byte.3000', 'sim-first-byte.3000']

;(wanted ? describe : describe.skip)('large bodies, all at once, in a small heap', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ env: { NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}` } })
  })
  afterAll(() => product?.stop())

  it.each(models)(
    'are answered, or refused with 503 and a wait; nobody is cut, and the process lives: %s',
    async (model) => {
      const content = 'lorem ipsum '.repeat(BODY_BYTES / 12)
      const body = JSON.stringify({ model, messages: [{ role: 'user', content }] })
      const url = `${product.gatewayUrl}/v1/chat/completions`
      const answers = await Promise.all(Array.from({ length: CALLS }, () => send({ url, body }).answer))
      const statuses = answers.map(({ status }) => status)
      expect([...new Set(statuses)].toSorted()).toEqual([200, 503])
      for (const { status, headers, text, end } of answers) {
        expect(end).toBe('complete')
        if (status === 503) {
          expect(headers['retry-after']).toBe('5')
          expect(text).toContain('SLUICE_BODIES_BYTES_MAX')
        }
      }
      expect((await ask({ url: `${product.gatewayUrl}/livez` })).status).toBe(200)
      await expectInvariants(product)
    },
    ROW_TIMEOUT_MS,
  )
})
