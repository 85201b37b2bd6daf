import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { expectComplete } from '../failures.ts'
import { type Product, startProduct } from '../product.ts'
import { atOnce, textOf, ways } from '../ways.ts'
import { expectInvariants } from './invariants.ts'
import { askScripted, expectFailed, type Script } from './row.ts'

const text = 'Grüße, 世界 😀!'

/** Shapes of an answer that are strange and yet whole. */
const oddities: readonly { readonly id: string; readonly script: Script }[] = [
  { id: 'U22', script: { 'no-done': '' } },
  { id: 'U26', script: { 'garbage-after': 2, garbage: 'empty' } },
  { id: 'U31', script: { chunks: 'bytes' } },
  { id: 'U32', script: { chunks: 7 } },
  { id: 'U32', script: { chunks: 'one' } },
  { id: 'U40', script: { 'content-type': 'text/plain' } },
  { id: 'U40', script: { form: 'whole' } },
  { id: 'U58', script: { 'first-byte': 700 } },
  { id: 'U58', script: { 'first-event': 300, every: 100 } },
  { id: 'line ends', script: { newline: 'crlf' } },
  { id: 'line ends', script: { newline: 'cr' } },
  { id: 'a byte order mark', script: { bom: '' } },
  { id: 'comments', script: { comments: '' } },
]

describe('an upstream that only looks odd', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct()
  })
  afterAll(() => product.stop())

  const rows = oddities.map(({ id, script }) => ({ name: `${id} ${JSON.stringify(script)}`, script }))
  describe.each(rows)('$name', ({ script }) => {
    const asked = atOnce(ways, (way) => askScripted(product, way, { text, ...script }))
    it.each(ways)('$name: answers as if nothing were odd', async (way) => {
      const { answer, line, seen } = await asked(way)
      expectComplete(answer, way)
      expect(textOf(way, answer.text)).toBe(text)
      expect(line).toMatchObject({ reason: 'complete', status: 200 })
      expect(seen).toHaveLength(1)
    })
  })

  it.each(ways.filter(({ vendor }) => vendor === 'gemini'))(
    'U40 $name: a stream that comes as a JSON array is read',
    async (way) => {
      const { answer } = await askScripted(product, way, { text: 'Hello', form: 'array' })
      expectComplete(answer, way)
      expect(textOf(way, answer.text)).toBe('Hello')
    },
  )

  describe('U23 a length larger than the body', () => {
    const asked = atOnce(ways, (way) => askScripted(product, way, { events: 6, 'extra-length': 10, 'no-finish': '' }))
    it.each(ways)('$name: counts as cut off', async (way) => {
      const { answer, line } = await asked(way)
      expectFailed(answer, way, { when: 'late', status: { openai: 502, gemini: 503 } })
      expect(line).toMatchObject({ reason: 'truncated' })
    })
  })

  it('leaves nothing behind', () => expectInvariants(product, { canaries: [text] }))
})
