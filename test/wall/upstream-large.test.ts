import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { expectComplete } from '../failures.ts'
import { type Product, startProduct } from '../product.ts'
import { send } from '../raw-client.ts'
import { questionOf, type Way, ways } from '../ways.ts'
import { expectInvariants } from './invariants.ts'
import { askScripted, expectFailed } from './row.ts'

const MIB = 1024 * 1024
/** Beyond what is kept of one event, and within it. */
const TOO_LARGE_MIB = 70
const LARGE_MIB = 12
const EVERY_MS = 20
/** The vendor, the client and their neighbours on the same cores take most of it. */
const LONGEST_GAP_MS = 2_500

describe('U29 an event of many megabytes', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct()
  })
  afterAll(() => product.stop())

  const named = (name: string): Way => ways.find((way) => way.name === name)!
  const few = [
    'openai sse, passed to openai',
    'openai sse, translated for gemini',
    'gemini whole, passed to gemini',
  ].map(named)

  it.each(few)('$name: passes, and other answers go on meanwhile', async (way) => {
    const small = send(
      questionOf(product, named('openai sse, passed to openai'), { script: { events: 500, every: EVERY_MS } }),
    )
    await small.until((text) => text.includes('piece 3 '))
    const gaps = longestGap(await small.head)
    const { answer } = await askScripted(product, way, { events: 2, huge: LARGE_MIB })
    expectComplete(answer, way)
    expect(answer.bytes.length).toBeGreaterThan(LARGE_MIB * MIB)
    const gapMs = gaps()
    small.leave()
    expect(gapMs).toBeLessThan(LONGEST_GAP_MS)
  })

  it.each(few.slice(0, 2))('$name: is an error beyond the limit', async (way) => {
    const { answer, line } = await askScripted(product, way, { events: 4, huge: TOO_LARGE_MIB })
    // It is the second event: of an OpenAI stream the first holds no text yet.
    expectFailed(answer, way, { when: way.vendor === 'openai' ? 'early' : 'late', status: 502 })
    expect(answer.bytes.length).toBeLessThan(MIB)
    expect(line).toMatchObject({ reason: 'upstream_error', error: { message: expect.stringContaining('larger than') } })
  })

  it('leaves nothing behind', () => expectInvariants(product))
})

/** Looks at the arrival of data from now on; gives the longest time without any, in milliseconds. */
function longestGap(incoming: NodeJS.ReadableStream): () => number {
  let lastMs = performance.now()
  let longest = 0
  const note = () => {
    const nowMs = performance.now()
    longest = Math.max(longest, nowMs - lastMs)
    lastMs = nowMs
  }
  incoming.on('data', note)
  return () => {
    note()
    return longest
  }
}
