import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { checkEventOrder, codecs, type FinishReason, protocols, type StreamEvent } from '../src/index.ts'
import { meaningOf, stringsOf } from './answer-meaning.ts'
import { readFixtures } from './fixtures.ts'
import { decodeEvents, encodeEvents, foldFrames, framesJson, readMessages } from './translate-answer.ts'

type Block = readonly StreamEvent[]

const choice = 0
/** UTF-16 units of every kind, in pieces of at least one. */
const text = fc.string({ unit: 'binary', minLength: 1 }).map((value) => value.toWellFormed())
const pieces = fc.array(text, { minLength: 1, maxLength: 4 })

const textBlock: fc.Arbitrary<Block> = pieces.map((texts) => [
  { type: 'text-start', choice },
  ...texts.map((one) => ({ type: 'text-delta' as const, choice, text: one })),
  { type: 'text-end', choice },
])

const reasoningBlock: fc.Arbitrary<Block> = pieces.map((texts) => [
  { type: 'reasoning-start', choice },
  ...texts.map((one) => ({ type: 'reasoning-delta' as const, choice, text: one })),
  { type: 'reasoning-end', choice },
])

/** Signed or not: each keeps its own. */
const imageBlock: fc.Arbitrary<Block> = fc
  .record({ data: fc.base64String({ minLength: 4 }), signed: fc.boolean() })
  .map(({ data, signed }) => [
    {
      type: 'media',
      choice,
      part: { mimeType: 'image/png', source: { type: 'base64', data } },
      ...(signed && { signature: { protocol: 'gemini' as const, text: 'U0lH' } }),
    },
  ])

const callBlock: fc.Arbitrary<Block> = fc
  .record({ name: fc.stringMatching(/^[a-z_]{1,12}$/), args: fc.dictionary(text, text) })
  .map(({ name, args }) => [
    { type: 'tool-call-start', choice, id: `call_${name}`, name },
    { type: 'tool-call-delta', choice, arguments: JSON.stringify(args) },
    { type: 'tool-call-end', choice },
  ])

const reasons = ['stop', 'length', 'content-filter'] as const satisfies readonly FinishReason[]

/** A complete answer: thoughts, then text, then pictures, then calls, as models give them. */
const answer: fc.Arbitrary<StreamEvent[]> = fc
  .record({
    thoughts: fc.array(reasoningBlock, { maxLength: 1 }),
    texts: fc.array(textBlock, { minLength: 1, maxLength: 2 }),
    images: fc.array(imageBlock, { maxLength: 2 }),
    calls: fc.array(callBlock, { maxLength: 3 }),
    reason: fc.constantFrom(...reasons),
  })
  .map(({ thoughts, texts, images, calls, reason }) => [
    { type: 'start', id: 'a', model: 'm' },
    ...[...thoughts, ...texts, ...images, ...calls].flat(),
    { type: 'finish', choices: [{ choice, reason: calls.length > 0 ? 'tool-calls' : reason }] },
  ])

/** Ids are made anew where a protocol has none. */
const meant = (events: readonly StreamEvent[]) => {
  const { calls, ...rest } = meaningOf(events)
  return { ...rest, calls: calls.map(({ name, arguments: args }) => ({ name, args })) }
}

describe.each(protocols)('any answer for clients of %s', (protocol) => {
  it('says the same streamed and whole (S38)', () => {
    fc.assert(
      fc.property(answer, (events) => {
        const frames = encodeEvents(protocol, events)
        const whole = codecs[protocol].backend.unfold(JSON.stringify(foldFrames(protocol, frames)))
        expect(meant(decodeEvents(protocol, frames))).toEqual(meant(events))
        expect(meant(decodeEvents(protocol, whole))).toEqual(meant(events))
      }),
    )
  })
})

describe.each(protocols)('a stream of %s that was spoilt', (protocol) => {
  const fixtures = readFixtures(protocol).map(({ bytes }) => bytes)
  const spoilt = fc
    .record({
      bytes: fc.constantFrom(...fixtures),
      changes: fc.array(fc.record({ at: fc.nat(), to: fc.integer({ min: 0, max: 255 }) }), {
        minLength: 1,
        maxLength: 8,
      }),
      endsAt: fc.option(fc.nat()),
    })
    .map(({ bytes, changes, endsAt }) => {
      const copy = Uint8Array.from(bytes)
      for (const { at, to } of changes) copy[at % copy.length] = to
      return endsAt === null ? copy : copy.subarray(0, endsAt % copy.length)
    })

  it('is an answer or an error, never an exception, and well-formed text (S37 U34)', () => {
    fc.assert(
      fc.property(spoilt, fc.constantFrom(...protocols), (bytes, to) => {
        const events = decodeEvents(protocol, readMessages(bytes))
        expect(checkEventOrder(events)).toEqual([])
        for (const one of stringsOf(framesJson(encodeEvents(to, events)))) expect(one.isWellFormed()).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})
