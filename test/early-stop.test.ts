import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { RecordedRequest } from '@sluice/simulator'
import { expectComplete, expectEarlyError, expectLateError } from './failures.ts'
import { type Product, startProduct } from './product.ts'
import { ask, type RawAnswer } from './raw-client.ts'
import { finishesOf, type Question, questionOf, requestsWith, simulatorOf, textOf, type Way, ways } from './ways.ts'

const tag = '</answer>'
const before = 'The text before the tag: '
const after = 'LEAK after the tag, long enough for one more piece.'
const spoken = before + tag + after

let questions = 0

async function askWith(product: Product, way: Way, { script = {}, ...rest }: Question) {
  const key = `stop-${++questions}.`
  const answer = await ask(questionOf(product, way, { ...rest, script: { ...script, key } }))
  return { answer, key }
}

/** Where a stream of pieces of this size must hang so that the tag is out and more is to come. */
function stallAfter(way: Way, pieceLength: number): number {
  const pieces = Math.ceil((before.length + tag.length) / pieceLength)
  // OpenAI's first event says only who speaks.
  return pieces + (way.vendor === 'openai' ? 1 : 0)
}

/** The whole promise about a stopped answer; its vendor was hanging, so only an abort can have ended the call. */
async function expectStopped(
  product: Product,
  way: Way,
  asked: { answer: RawAnswer; key: string },
  text = before,
): Promise<void> {
  const { answer, key } = asked
  expectComplete(answer, way)
  expect(textOf(way, answer.text)).toBe(text)
  expect(answer.text).not.toContain('LEAK')
  const ended = await simulatorOf(product, way).waitFor(() => endedRequest(product, way, key))
  expect(ended.outcome).toBe('client-closed')
  expect(await product.endOf(answer.requestId)).toMatchObject({ reason: 'early_stop', status: 200 })
}

function endedRequest(product: Product, way: Way, key: string): RecordedRequest | undefined {
  return requestsWith(simulatorOf(product, way), key).find(({ outcome }) => outcome !== 'open')
}

/** Every size that cuts the text once within the tag, and single characters. */
const pieceLengths = [1, ...Array.from({ length: tag.length + 1 }, (_, at) => before.length + at)]

describe('early stop by setting (U61)', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ env: { SLUICE_STOP_TAGS: JSON.stringify([tag]) } })
  })
  afterAll(() => product.stop())

  describe.each(pieceLengths)('in pieces of %i characters', (split) => {
    it.each(ways)('$name: ends right before the tag and hangs up on the vendor', async (way) => {
      const script = { text: spoken, split, 'stall-after': stallAfter(way, split) }
      await expectStopped(product, way, await askWith(product, way, { script }))
    })
  })

  it.each(ways)('$name: byte by byte', async (way) => {
    const script = { text: spoken, split: 1, chunks: 'bytes', 'stall-after': stallAfter(way, 1) }
    await expectStopped(product, way, await askWith(product, way, { script }))
  })

  it.each(ways)('$name: a tag at the very end of the text', async (way) => {
    const { answer } = await askWith(product, way, { script: { text: before + tag } })
    expectComplete(answer, way)
    expect(textOf(way, answer.text)).toBe(before)
  })

  it.each(ways)('$name: a tag at the very start leaves an empty answer that ends normally', async (way) => {
    const { answer } = await askWith(product, way, { script: { text: tag + after, split: 4 } })
    expectComplete(answer, way)
    expect(textOf(way, answer.text)).toBe('')
  })

  it.each(ways)(
    '$name: a character that is cut between two events, the second with the tag, comes whole',
    async (way) => {
      const script = { text: `${before}😀${tag}${after}`, split: before.length + 1 }
      const { answer } = await askWith(product, way, { script })
      expectComplete(answer, way)
      expect(textOf(way, answer.text)).toBe(`${before}😀`)
    },
  )

  const lookAlikes = ['</answer', 'a </answe</answe r>', '</ANSWER>', '<</answer </answerx>']
  describe.each(lookAlikes)('a look-alike, %s', (text) => {
    it.each(ways)('$name: passes whole', async (way) => {
      const { answer } = await askWith(product, way, { script: { text, split: 1 } })
      expectComplete(answer, way)
      expect(textOf(way, answer.text)).toBe(text)
      expect(await product.endOf(answer.requestId)).toMatchObject({ reason: 'complete' })
    })
  })

  describe.each(['end-after', 'cut-after'])('when the vendor breaks off (%s) at what may become a tag', (fault) => {
    it.each(ways)('$name: the text that was held back still arrives', async (way) => {
      const split = before.length + 5
      const script = { text: `${before}</ans${after}`, split, [fault]: stallAfter(way, split) - 1 }
      const { answer } = await askWith(product, way, { script })
      if (way.framing === 'whole') expectEarlyError(answer, way.dialect, way.dialect === 'openai' ? 502 : 503)
      else {
        expectLateError(answer, way)
        expect(textOf(way, answer.text)).toBe(`${before}</ans`)
      }
    })
  })

  it.each(ways)('$name: stays out of JSON mode', async (way) => {
    const members = jsonMode[way.dialect]
    const { answer } = await askWith(product, way, { script: { text: `{"a":"${tag}"}`, split: 3 }, members })
    expectComplete(answer, way)
    expect(textOf(way, answer.text)).toBe(`{"a":"${tag}"}`)
  })

  it.each(ways)('$name: the header turns it off', async (way) => {
    const { answer } = await askWith(product, way, {
      script: { text: spoken },
      headers: { 'x-sluice-stop-tags': 'off' },
    })
    expectComplete(answer, way)
    expect(textOf(way, answer.text)).toBe(spoken)
  })

  it.each(ways)('$name: of two choices each ends at its own tag', async (way) => {
    const script = { text: spoken, split: 5 }
    const { answer } = await askWith(product, way, { script, members: twoChoices[way.dialect] })
    expect([textOf(way, answer.text, 0), textOf(way, answer.text, 1)]).toEqual([before, before])
    const stop = way.dialect === 'openai' ? 'stop' : 'STOP'
    expect(finishesOf(way, answer.text)).toEqual([stop, stop])
    expect(await product.endOf(answer.requestId)).toMatchObject({ reason: 'early_stop' })
  })

  it('is counted under its reason and in a counter of its own', async () => {
    const stopped = product.logs.filter((line) => line.service === 'gateway' && line.reason === 'early_stop').length
    expect(stopped).toBeGreaterThan(0)
    expect(await product.metric('sluice_requests_total', { reason: 'early_stop' })).toBe(stopped)
    expect(await product.metric('sluice_early_stops_total')).toBe(stopped)
  })
})

const jsonMode = {
  openai: { response_format: { type: 'json_object' } },
  gemini: { generationConfig: { responseMimeType: 'application/json' } },
}

const twoChoices = { openai: { n: 2 }, gemini: { generationConfig: { candidateCount: 2 } } }

describe('early stop by header (U61)', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct()
  })
  afterAll(() => product.stop())

  it.each(ways)('$name: takes tags, may include them, the earliest wins', async (way) => {
    const tags = JSON.stringify(['LEAK', { tag, include_tag: true }, 'never'])
    const script = { text: spoken, split: 7, 'stall-after': stallAfter(way, 7) }
    const asked = await askWith(product, way, { script, headers: { 'x-sluice-stop-tags': tags } })
    await expectStopped(product, way, asked, before + tag)
  })

  const bad = [
    'not json',
    '{"tag":"x"}',
    '[""]',
    '[1]',
    `["${'x'.repeat(257)}"]`,
    JSON.stringify(Array(33).fill('x')),
    '',
  ]
  describe.each(bad)('a bad header, %s', (header) => {
    it.each(ways)('$name: 400 that names the header, and the vendor is not asked', async (way) => {
      const { answer, key } = await askWith(product, way, { headers: { 'x-sluice-stop-tags': header } })
      const error = expectEarlyError(answer, way.dialect, 400)
      expect(error.message).toContain('x-sluice-stop-tags')
      expect(requestsWith(simulatorOf(product, way), key)).toEqual([])
      expect(await product.endOf(answer.requestId)).toMatchObject({ reason: 'bad_request' })
    })
  })
})

describe('early stop between two processes (U61)', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ processes: 2 })
  })
  afterAll(() => product.stop())

  it.each(ways)('$name: whoever matches, the gateway knows how it ended', async (way) => {
    const script = { text: spoken, split: 4, 'stall-after': stallAfter(way, 4) }
    const asked = await askWith(product, way, { script, headers: { 'x-sluice-stop-tags': JSON.stringify([tag]) } })
    await expectStopped(product, way, asked)
  })

  it('is counted by the gateway', async () => {
    expect(await product.metric('sluice_early_stops_total')).toBe(ways.length)
  })
})
