import { describe, expect, it } from '@jest/globals'
import type { StreamMessage } from '../src/codec.ts'
import { geminiFrames } from '../src/gemini/frames/index.ts'
import { joinedTurns } from '../src/gemini/frames/joined-turns.ts'
import { modelEdits } from '../src/gemini/frames/model-edits.ts'
import { createWatcher } from '../src/gemini/frames/watch.ts'
import { spliceJson } from '../src/index.ts'
import type { Json, JsonObject } from '../src/json/json.ts'

const parts = (...list: JsonObject[]): JsonObject => ({ content: { role: 'model', parts: list } })
const text = (value: string): JsonObject => ({ candidates: [parts({ text: value })] })
const finish: JsonObject = { candidates: [{ ...parts({ text: '' }), finishReason: 'STOP' }] }
const message = (json: Json): StreamMessage => ({ data: JSON.stringify(json) })

function watch(...payloads: Json[]) {
  const watcher = createWatcher()
  const views = payloads.map((payload) => watcher.read(message(payload)))
  return { watcher, views, last: views.at(-1)! }
}

function fold(...payloads: JsonObject[]): JsonObject {
  const folder = geminiFrames.createFolder()
  for (const payload of payloads) folder.push(payload)
  return folder.result()
}

describe('a watched Gemini stream', () => {
  it('is complete when every candidate seen has finished', () => {
    const two = { candidates: [parts({ text: 'a' }), { ...parts({ text: 'b' }), index: 1 }] }
    const { watcher } = watch(two, finish)
    expect([watcher.finished, watcher.end()?.kind]).toEqual([false, 'truncated'])
    watcher.read(message({ candidates: [{ finishReason: 1, index: 1 }] }))
    expect([watcher.finished, watcher.end()]).toEqual([true, undefined])
  })

  it('stays complete when more comes after a finish, as from models that stop on every payload', () => {
    expect(watch(finish, text('a')).watcher.end()).toBeUndefined()
  })

  it('is complete when the prompt was blocked', () => {
    const { watcher, last } = watch({ promptFeedback: { blockReason: 'SAFETY' } })
    expect([last.output, watcher.finished, watcher.end()]).toEqual([true, true, undefined])
  })

  it.each<[string, Json[], string]>([
    ['nothing', [], 'empty-response'],
    ['usage only', [{ usageMetadata: { promptTokenCount: 1 } }], 'empty-response'],
    ['text without finish', [text('a')], 'truncated'],
  ])('that ends after %s is an error', (_, payloads, kind) => {
    expect(watch(...payloads).watcher.end()?.kind).toBe(kind)
  })

  it.each<[string, JsonObject, boolean]>([
    ['text', text('a'), true],
    ['a call', { candidates: [parts({ functionCall: { name: 'f' } })] }, true],
    ['a signature', { candidates: [parts({ text: '', thoughtSignature: 'U0lH' })] }, true],
    ['a finish', { candidates: [{ finishReason: 'SAFETY' }] }, true],
    ['the empty text of a heartbeat', text(''), false],
    ['usage', { usageMetadata: { promptTokenCount: 1 } }, false],
    ['no content', { candidates: [{ content: {} }] }, false],
  ])('promises a 200 for %s: %j', (_, payload, output) => {
    expect(watch(payload).last).toMatchObject({ output, terminal: false, error: undefined })
  })

  it('knows usage alone and keeps the last count', () => {
    const { watcher, views } = watch(
      { ...text('a'), usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 1, totalTokenCount: 4 } },
      { usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 2, totalTokenCount: 5 } },
      { ...finish, usageMetadata: {} },
    )
    expect(views.map((view) => view.usageOnly)).toEqual([false, true, false])
    expect(watcher.usage).toMatchObject({ inputTokens: 3, outputTokens: 2, totalTokens: 5 })
  })

  const overloaded = { error: { code: 503, message: 'overloaded', status: 'UNAVAILABLE' } }
  it.each<[string, StreamMessage]>([
    ['in a data line', message(overloaded)],
    ['bare and pretty-printed (T166)', { data: JSON.stringify(overloaded, null, 2), bare: true }],
    ['in an array', message([overloaded])],
  ])('sees an error %s', (_, failing) => {
    const watcher = createWatcher()
    watcher.read(message(text('a')))
    expect(watcher.read(failing).error).toMatchObject({ kind: 'overloaded', status: 503 })
    expect(watcher.finished).toBe(false)
  })

  it('reads an array body of a vendor that ignores alt=sse', () => {
    const { watcher, last } = watch([text('a'), finish])
    expect([last.textSlots()[0]?.text, watcher.end()]).toEqual(['a', undefined])
  })

  it.each(['<html>', '7', '[7]', '{"candidates":'])('refuses %s', (data) => {
    expect(() => createWatcher().read({ data })).toThrow(expect.objectContaining({ kind: 'bad-upstream-response' }))
  })

  it('refuses a message that is nested too deep to be walked', () => {
    const data = `{"candidates":${'['.repeat(10_000)}${']'.repeat(10_000)}}`
    expect(() => createWatcher().read({ data })).toThrow(expect.objectContaining({ kind: 'bad-upstream-response' }))
  })

  it('takes the [DONE] of a proxy for an end, not for data (U62)', () => {
    expect(createWatcher().read({ data: '[DONE]' })).toMatchObject({ terminal: true, json: undefined })
  })

  it('goes on with frames of its own in the id, model and usage of the stream', () => {
    const answer = { modelVersion: 'm', responseId: 'abc' }
    const usageMetadata = { promptTokenCount: 3, serviceTier: 'x' }
    const { watcher } = watch({ ...text('a'), ...answer, usageMetadata })
    expect(JSON.parse(watcher.textFrames(1, 'b\u2028')[0]?.data ?? '')).toEqual({
      candidates: [{ ...parts({ text: 'b\u2028' }), index: 1 }],
      ...answer,
    })
    expect(watcher.textFrames(1, 'b\u2028')[0]?.data).not.toContain('\u2028')
    const [stop] = watcher.endFrames([0, 1], true)
    expect(JSON.parse(stop?.data ?? '')).toEqual({
      candidates: [0, 1].map((index) => ({ ...parts({ text: '' }), finishReason: 'STOP', index })),
      usageMetadata,
      ...answer,
    })
  })

  it('joins the model turns that chat helpers make of streamed chunks, and leaves heartbeats out', () => {
    const model = (...made: object[]) => ({ role: 'model', parts: made })
    const user = { role: 'user', parts: [{ text: 'hi' }] }
    const call = { functionCall: { name: 'f', args: {} }, thoughtSignature: 'U0lH' }
    const contents = [
      user,
      model({ text: '' }),
      model({ text: 'a' }),
      model({ text: '', thoughtSignature: 'eA' }),
      model(call),
      user,
    ]
    const body = { contents } as JsonObject
    const joined = model({ text: 'a' }, { text: '', thoughtSignature: 'eA' }, call)
    const spliced = spliceJson(Buffer.from(JSON.stringify(body)), joinedTurns(body))
    expect(JSON.parse(Buffer.from(spliced).toString())).toEqual({ contents: [user, joined, user] })
  })

  it('takes the model out of a body that names another than the path', () => {
    const edits = (model?: string) =>
      modelEdits({ model: 'gemini-3-pro', body: { contents: [], ...(model && { model }) } })
    expect(edits('gemini-2.5-flash')).toEqual([{ path: ['model'], remove: true }])
    expect([edits(), edits('gemini-3-pro'), edits('models/gemini-3-pro')]).toEqual([[], [], []])
  })

  it('needs no other change to a request', () => {
    const turns = (...roles: string[]) => ({ contents: roles.map((role) => ({ role, parts: [{ text: role }] })) })
    expect(joinedTurns(turns('user', 'model', 'user'))).toEqual([])
    expect(joinedTurns({ contents: 'hi' })).toEqual([])
  })
})

describe('the text slots of a Gemini payload', () => {
  it('read the visible text of each candidate', () => {
    const { last } = watch({
      candidates: [
        parts({ text: 'T', thought: true }, { text: 'a' }, { functionCall: { name: 'f' } }, { text: 'b' }),
        { finishReason: 'STOP', index: 1 },
      ],
    })
    expect(last.textSlots().map(({ choice, text, finished }) => ({ choice, text, finished }))).toEqual([
      { choice: 0, text: 'ab', finished: false },
      { choice: 1, text: '', finished: true },
    ])
  })

  function written(candidate: JsonObject, value: string) {
    const { last } = watch({ candidates: [candidate] })
    const [slot] = last.textSlots()
    slot!.text = value
    expect(slot!.text).toBe(value)
    return last.json?.candidates
  }

  it('write into the first text and keep signatures where they were', () => {
    const given = parts({ text: 'T', thought: true }, { text: 'a' }, { text: 'b', thoughtSignature: 'U0lH' })
    expect(written(given, 'x')).toEqual([
      parts({ text: 'T', thought: true }, { text: 'x' }, { text: '', thoughtSignature: 'U0lH' }),
    ])
  })

  it('write before a call, and where there was no content at all', () => {
    const call = { functionCall: { name: 'f' } }
    expect(written(parts(call), 'x')).toEqual([parts({ text: 'x' }, call)])
    expect(written({ finishReason: 'STOP' }, 'x')).toEqual([{ finishReason: 'STOP', ...parts({ text: 'x' }) }])
    expect(written(parts(call), '')).toEqual([parts(call)])
  })
})

describe('a folded Gemini stream', () => {
  it('joins neighbouring texts of one kind and keeps every other part', () => {
    const call = { functionCall: { name: 'f', args: {} }, thoughtSignature: 'U0lH' }
    const chunks = [
      { text: 'T', thought: true },
      { text: 'U', thought: true },
      { text: 'a' },
      { text: 'b' },
      { text: '' },
      call,
      { text: 'c' },
      { text: 'd', thoughtSignature: 'U0lH' },
      { text: '', thoughtSignature: 'U0lI' },
      { text: 'e' },
    ]
    const payloads = chunks.map((chunk) => ({ candidates: [parts(chunk)] }))
    const before = JSON.stringify(payloads)
    expect(fold(...payloads, finish).candidates).toEqual([
      {
        ...parts(
          { text: 'TU', thought: true },
          { text: 'ab' },
          call,
          { text: 'c' },
          { text: 'd', thoughtSignature: 'U0lH' },
          { text: '', thoughtSignature: 'U0lI' },
          { text: 'e' },
        ),
        finishReason: 'STOP',
      },
    ])
    expect(JSON.stringify(payloads)).toBe(before)
  })

  it("keeps the vendor's own members, of repeated ones the last", () => {
    const folded = fold(
      { ...text('a'), responseId: 'abc', modelVersion: 'm', novel: 1, usageMetadata: { promptTokenCount: 3 } },
      {
        candidates: [{ groundingMetadata: { a: 1 }, novel: 2 }],
        usageMetadata: { promptTokenCount: 3, totalTokenCount: 5 },
      },
      { ...finish, usageMetadata: {} },
    )
    expect(folded).toEqual({
      candidates: [{ ...parts({ text: 'a' }), groundingMetadata: { a: 1 }, novel: 2, finishReason: 'STOP' }],
      responseId: 'abc',
      modelVersion: 'm',
      novel: 1,
      usageMetadata: { promptTokenCount: 3, totalTokenCount: 5 },
    })
  })

  it('orders candidates by index', () => {
    const folded = fold(
      { candidates: [{ ...parts({ text: 'B' }), index: 1 }] },
      { candidates: [{ ...parts({ text: 'A' }), index: 0 }] },
    )
    expect(folded.candidates).toEqual([
      { ...parts({ text: 'A' }), index: 0 },
      { ...parts({ text: 'B' }), index: 1 },
    ])
  })

  it('has one empty text where there was nothing else, and no content where the vendor gave none', () => {
    expect(fold(text(''), finish).candidates).toEqual([{ ...parts({ text: '' }), finishReason: 'STOP' }])
    expect(fold({ candidates: [{ finishReason: 'SAFETY' }] }).candidates).toEqual([{ finishReason: 'SAFETY' }])
    const blocked = { promptFeedback: { blockReason: 'SAFETY' }, usageMetadata: { promptTokenCount: 7 } }
    expect(fold(blocked)).toEqual(blocked)
  })

  it('has no result where there was nothing', () => {
    expect(() => fold()).toThrow(expect.objectContaining({ kind: 'empty-response' }))
    expect(() => fold({ usageMetadata: { promptTokenCount: 7 } })).toThrow(
      expect.objectContaining({ kind: 'empty-response' }),
    )
  })
})
