import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createWatcher } from '../src/openai-chat/frames/watch.ts'

const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'm' }
const chunk = (delta: object, more: object = {}, finish: string | null = null, index = 0) =>
  JSON.stringify({ ...head, choices: [{ index, delta, finish_reason: finish }], ...more })

const texts = fc.oneof(
  fc.constantFrom(
    'a',
    ' b',
    'Grüße',
    '世界',
    '😀',
    '\ud83d',
    '"',
    '\\',
    '\n',
    '"}',
    '',
    '"content":"',
    'x","finish_reason":"stop',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
)
const chunks = fc.oneof(
  texts.map((content) => chunk({ content })),
  texts.map((content) => chunk({ content }, { usage: null })),
  texts.map((content) => chunk({ role: 'assistant', content })),
  texts.map((content) => chunk({ content }, {}, null, 1)),
  texts.map((content) => chunk({ content }, {}, 'stop')),
  texts.map((reasoning_content) => chunk({ reasoning_content })),
  texts.map((content) => chunk({ content }, { usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } })),
  texts.map((content) => chunk({ content }, { note: { content: 'a' } })),
  texts.map((content) => chunk({ content }, { error: { message: 'no' } })),
  texts.map((content) => chunk({ content }).slice(0, -1)),
  texts.map((content) => chunk({ content }).replace('"}', '"x}')),
)

/** What is seen of a message; `fresh` reads each without having seen those before. */
function viewsOf(messages: readonly string[], fresh: boolean) {
  let watcher = createWatcher()
  return messages.map((data) => {
    if (fresh) watcher = createWatcher()
    try {
      const { json, output, terminal, usageOnly, error, ...view } = watcher.read({ data })
      const slots = 'textSlots' in view ? view.textSlots() : watcher.read({ data }).textSlots()
      return { json, output, terminal, usageOnly, error: error?.message, texts: slots.map(({ text }) => text) }
    } catch (error) {
      return String(error)
    }
  })
}

describe('chunks that differ in their text only', () => {
  it('are seen as they would be if each were parsed', () => {
    fc.assert(
      fc.property(fc.array(chunks, { maxLength: 20 }), (messages) => {
        expect(viewsOf(messages, false)).toEqual(viewsOf(messages, true))
      }),
      { numRuns: 300 },
    )
  })

  it('leave the watcher with the same knowledge', () => {
    const watcher = createWatcher()
    for (const text of ['a', 'b', 'c']) watcher.read({ data: chunk({ content: text }) })
    expect(watcher.finished).toBe(false)
    expect(watcher.end()).toMatchObject({ kind: 'truncated' })
    watcher.read({ data: chunk({}, {}, 'stop') })
    expect(watcher.finished).toBe(true)
  })

  it('can still be changed', () => {
    const watcher = createWatcher()
    watcher.read({ data: chunk({ content: 'a' }) })
    const view = watcher.read({ data: chunk({ content: 'b' }) })
    for (const slot of view.textSlots()) slot.text = 'c'
    expect(JSON.stringify(view.json)).toBe(chunk({ content: 'c' }))
  })

  it('are errors all the same when their event says so', () => {
    const watcher = createWatcher()
    const data = chunk({ content: 'a' })
    watcher.read({ data })
    expect(watcher.read({ data, event: 'error' }).error).toBeDefined()
  })
})
