import { describe, expect, it } from '@jest/globals'
import type { JsonObject } from '../src/index.ts'
import { createFolder } from '../src/openai-chat/frames/fold.ts'
import { decodeEvents } from './translate-answer.ts'
import { delta, toolCall } from './vectors/answer-vector.ts'

const stop = delta({}, 'stop')

/** The whole answer that a vendor's chunks stand for. */
function fold(...chunks: JsonObject[]): JsonObject {
  const folder = createFolder('vendor')
  for (const chunk of chunks) folder.push(chunk)
  return folder.result()
}

function foldMessage(...chunks: JsonObject[]): unknown {
  const { choices } = fold(...chunks)
  return (choices as JsonObject[])[0]?.message
}

describe('folding content that comes as strings and as parts', () => {
  const text = (value: string) => ({ type: 'text', text: value })
  const thinking = (...parts: JsonObject[]) => ({ type: 'thinking', thinking: parts })

  it.each<[string, (string | JsonObject[])[], unknown]>([
    ['a part, then a string (Mistral)', [[text('Hel')], 'lo'], 'Hello'],
    ['a string, then parts', ['a', [text('b'), text('c')], ''], 'abc'],
    [
      'thoughts, then text (Mistral’s reasoning models)',
      [[thinking(text('t'))], [thinking(text('u'))], 'ok', [text('!')]],
      [thinking(text('tu')), text('ok!')],
    ],
    [
      'text around a reference',
      ['a', [{ type: 'reference', reference_ids: [1] }], 'b'],
      [text('a'), { type: 'reference', reference_ids: [1] }, text('b')],
    ],
    ['an empty string', ['', ''], ''],
  ])('%s', (_what, contents, content) => {
    expect(foldMessage(...contents.map((piece) => delta({ content: piece })), stop)).toEqual({
      role: 'assistant',
      content,
    })
  })
})

describe('folding what vendors add to chunks', () => {
  it.each<[string, unknown]>([
    ['null', null],
    ['the piece again', { role: 'assistant', content: 'b' }],
  ])('is not misled by a message beside the delta: %s (Perplexity)', (_what, message) => {
    const chunk = (content: string) => ({
      choices: [{ index: 0, delta: { role: 'assistant', content }, message, finish_reason: null }] as JsonObject[],
    })
    expect(fold(chunk('a'), chunk('b'), stop).choices).toEqual([
      { index: 0, message: { role: 'assistant', content: 'ab' }, finish_reason: 'stop' },
    ])
  })

  it('takes a message where there is no delta at all', () => {
    const chunk: JsonObject = { choices: [{ index: 0, message: { content: 'a' }, finish_reason: 'stop' }] }
    expect(foldMessage(chunk)).toEqual({ role: 'assistant', content: 'a' })
    expect(decodeEvents('openai-chat', [{ data: JSON.stringify(chunk) }])).toContainEqual({
      type: 'text-delta',
      choice: 0,
      text: 'a',
    })
  })

  it('gives a custom tool’s call no function', () => {
    const call = (members: JsonObject) => delta({ tool_calls: [{ index: 0, ...members }] })
    const message = foldMessage(
      call({ id: 'a', type: 'custom', custom: { name: 'patch', input: '' } }),
      call({ custom: { input: '*** Beg' } }),
      call({ custom: { input: 'in' } }),
      stop,
    )
    expect(message).toMatchObject({
      tool_calls: [{ id: 'a', type: 'custom', custom: { name: 'patch', input: '*** Begin' } }],
    })
    expect(JSON.stringify(message)).not.toContain('function')
  })

  it('joins sound that was padded piece by piece', () => {
    const audio = (members: JsonObject) => delta({ audio: members })
    const message = foldMessage(
      audio({ id: 'a', transcript: 'Hi' }),
      audio({ data: 'QQ==' }),
      audio({ data: 'Qg==', transcript: '!' }),
      audio({ expires_at: 7 }),
      stop,
    )
    expect(message).toMatchObject({ content: null, audio: { id: 'a', data: 'QUI=', transcript: 'Hi!', expires_at: 7 } })
  })

  it('tells details of one index apart by their type (OpenRouter)', () => {
    const details = (...items: JsonObject[]) => delta({ reasoning_details: items })
    const summary = (text: string) => ({ type: 'reasoning.summary', index: 0, summary: text })
    const secret = { type: 'reasoning.encrypted', index: 0, data: 'Z', id: 'rs_1' }
    const other = { type: 'reasoning.text', index: 1, text: 'x' }
    expect(foldMessage(details(summary('a')), details(summary('b'), secret), details(other), stop)).toMatchObject({
      reasoning_details: [summary('ab'), secret, other],
    })
  })

  it.each<[string, JsonObject, JsonObject]>([
    [
      'in a choice (Kimi)',
      { choices: [{ index: 0, delta: {}, finish_reason: 'stop', usage: { total_tokens: 3 } }] },
      {},
    ],
    [
      'in a member of the vendor’s own (Groq)',
      { ...stop, x_groq: { id: 'r', usage: { total_tokens: 3 } } },
      { x_groq: { id: 'r', seed: 1 } },
    ],
  ])('finds the usage %s', (_where, last, members) => {
    const first = members.x_groq
      ? { ...delta({ content: 'a' }), x_groq: { id: 'r', seed: 1 } }
      : delta({ content: 'a' })
    const whole = fold(first, last)
    expect(whole).toMatchObject({ usage: { total_tokens: 3 }, ...members })
    expect(JSON.stringify(whole.choices) + JSON.stringify(whole.x_groq ?? {})).not.toContain('usage')
    const messages = [first, last].map((chunk) => ({ data: JSON.stringify(chunk) }))
    expect(decodeEvents('openai-chat', messages).at(-1)).toMatchObject({ usage: { totalTokens: 3 } })
  })

  it.each<[unknown, unknown]>([
    ['', ''],
    [null, null],
  ])('says content %j beside a call where the deltas said %j', (content, said) => {
    const call = delta({ role: 'assistant', content: content as string, tool_calls: [toolCall('a', 'f', '{}')] })
    expect(foldMessage(call, stop)).toMatchObject({ content: said })
  })

  it('makes up no choice and no null member', () => {
    const chunk: JsonObject = { choices: [{ index: 3, delta: { content: 'a' }, finish_reason: 'stop' }] }
    expect(fold(chunk).choices).toEqual([
      { index: 3, message: { role: 'assistant', content: 'a' }, finish_reason: 'stop' },
    ])
  })

  it('keeps what an empty later value would undo, and merges objects', () => {
    const filters = (results: JsonObject): JsonObject => ({
      choices: [{ index: 0, delta: {}, finish_reason: 'stop', content_filter_results: results }],
    })
    expect(fold(filters({ hate: { filtered: false } }), filters({})).choices).toMatchObject([
      { content_filter_results: { hate: { filtered: false } } },
    ])
  })

  it('grows with the answer and not faster', () => {
    const seconds = (pieces: number) => {
      const chunks = Array.from({ length: pieces }, (_, index) =>
        delta({ content: [{ type: 'text', text: 'a' }], notes: [{ index, text: 'x' }], [`m${index}`]: 'x' }),
      )
      const start = performance.now()
      fold(...chunks)
      return performance.now() - start
    }
    seconds(2_000)
    expect(seconds(16_000)).toBeLessThan(16 * Math.max(seconds(4_000), 5))
  })
})
