import { describe, expect, it } from '@jest/globals'
import { GatewayError, type JsonObject } from '../src/index.ts'
import { createWatcher } from '../src/openai-chat/frames/watch.ts'
import { openaiChat } from '../src/openai-chat/index.ts'
import { framesJson } from './translate-answer.ts'
import { delta, toolCall } from './vectors/answer-vector.ts'

const { frames } = openaiChat
const read = (payload: JsonObject) => createWatcher().read({ data: JSON.stringify(payload) })
const stop = delta({}, 'stop')

function fold(...payloads: JsonObject[]): JsonObject {
  const folder = frames.createFolder()
  for (const payload of payloads) folder.push(payload)
  return folder.result()
}

const foldChoice = (...payloads: JsonObject[]) => expect(fold(...payloads).choices)

describe('watching', () => {
  it.each<[string, JsonObject, boolean]>([
    ['a role', delta({ role: 'assistant', content: '' }), false],
    ['a role with nulls', delta({ role: 'assistant', content: null, refusal: null, tool_calls: [] }), false],
    ['a finish that is none', delta({}, 'null'), false],
    ['usage', { choices: [], usage: { total_tokens: 1 } }, false],
    ['text', delta({ content: 'a' }), true],
    ['a thought', delta({ reasoning: 'a' }), true],
    ['a call', delta({ tool_calls: [{ index: 0 }] }), true],
    ['a refusal', delta({ refusal: 'no' }), true],
    ['a member nobody knows', delta({ images: [{}] }), true],
    ['a finish', stop, true],
  ])('promises a 200 at %s only when it shows something', (_what, payload, output) => {
    expect(read(payload).output).toBe(output)
  })

  it('knows a usage chunk from a chunk with usage', () => {
    expect(read({ choices: [], usage: { total_tokens: 1 } }).usageOnly).toBe(true)
    expect(read({ ...stop, usage: { total_tokens: 1 } }).usageOnly).toBe(false)
    expect(read({ choices: [], prompt_filter_results: [] }).usageOnly).toBe(false)
  })

  it.each<[JsonObject, string]>([
    [{ error: { message: 'no', code: 'rate_limit_exceeded' } }, 'rate-limited'],
    [{ error: { message: 'no', code: 502 }, choices: [{ delta: {}, finish_reason: 'error' }] }, 'upstream-error'],
  ])('sees the error in %j', (payload, kind) => {
    expect(read(payload).error).toMatchObject({ kind })
  })

  it('refuses what is no chunk', () => {
    for (const data of ['<html>', '7', '[1]']) {
      expect(() => createWatcher().read({ data, bare: true })).toThrow(GatewayError)
    }
  })

  it('is not finished before every choice is', () => {
    const watcher = createWatcher()
    const feed = (index: number, finish_reason: string | null) =>
      watcher.read({ data: JSON.stringify({ choices: [{ index, delta: {}, finish_reason }] }) })
    expect(watcher.end()).toMatchObject({ kind: 'empty-response' })
    feed(0, 'stop')
    feed(1, null)
    expect(watcher.end()).toMatchObject({ kind: 'truncated' })
    feed(1, 'length')
    expect(watcher.finished).toBe(true)
    expect(watcher.end()).toBeUndefined()
    expect(watcher.read({ data: ' [DONE]' }).terminal).toBe(true)
  })

  it("ends a stream early in the stream's own name", () => {
    const watcher = createWatcher()
    const head = { id: 'chatcmpl-1', created: 7, model: 'm', system_fingerprint: 'fp' }
    const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2, cost: 0.1 }
    watcher.read({ data: JSON.stringify({ id: '', created: 0, model: '', choices: [] }) })
    watcher.read({ data: JSON.stringify({ ...head, ...delta({ content: 'a' }), usage: null }) })
    watcher.read({ data: JSON.stringify({ ...head, ...delta({ content: 'b' }), usage }) })
    const made = [...watcher.textFrames(0, 'c'), ...watcher.endFrames([0], true)]
    expect(made.at(-1)).toEqual({ data: '[DONE]' })
    const object = 'chat.completion.chunk'
    expect(framesJson(made)).toEqual([
      { object, ...head, choices: [{ index: 0, delta: { content: 'c' }, finish_reason: null }], usage: null },
      { object, ...head, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage: null },
      { object, ...head, choices: [], usage },
    ])
    expect(framesJson(watcher.endFrames([0], false))).toHaveLength(1)
  })

  it('changes the text of a frame and nothing else', () => {
    const view = read(delta({ role: 'assistant', content: 'abc', x: 1 }))
    for (const slot of view.textSlots()) slot.text = 'a'
    expect(view.json).toEqual(delta({ role: 'assistant', content: 'a', x: 1 }))
  })
})

describe('folding', () => {
  it('gives the members of a chat completion, in order, with the vendor’s own behind', () => {
    const head = { id: 'i', object: 'chat.completion.chunk', created: 1, model: 'm', obfuscation: 'x', provider: 'P' }
    const folded = fold({ ...head, id: '', ...delta({ role: 'assistant', content: '' }) }, { ...head, ...stop })
    expect(JSON.stringify(folded)).toBe(
      '{"id":"i","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":' +
        '{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":"stop"}],"provider":"P"}',
    )
  })

  it.each<[string, JsonObject[], string | null]>([
    ['text', [delta({ content: 'a' }), delta({ content: 'b' }), stop], 'ab'],
    ['nothing', [stop], ''],
    ['a filter before any text', [delta({}, 'content_filter')], null],
    ['a filter after text', [delta({ content: 'a' }), delta({}, 'content_filter')], 'a'],
    ['a call', [delta({ content: '', tool_calls: [{ index: 0, ...toolCall('a', 'f', '{}') }] }), stop], null],
    ['a refusal', [delta({ refusal: 'no' }), stop], null],
    ['audio', [delta({ audio: { id: 'a', data: 'QQ' } }), delta({ audio: { data: 'FB' } }), stop], null],
  ])('has the content of %s', (_what, payloads, content) => {
    foldChoice(...payloads).toMatchObject([{ message: { content } }])
  })

  it('joins calls without their index and keeps what stands beside them', () => {
    const signature = { extra_content: { google: { thought_signature: 'U0lH' } } }
    foldChoice(
      delta({ tool_calls: [{ index: 1, ...toolCall('b', 'g', '{}') }] }),
      delta({ tool_calls: [{ index: 0, ...toolCall('a', 'f', '{"x"'), ...signature }] }),
      delta({ tool_calls: [{ index: 0, function: { arguments: ':1}' } }] }),
      delta({}, 'tool_calls'),
    ).toMatchObject([
      { message: { tool_calls: [{ ...toolCall('a', 'f', '{"x":1}'), ...signature }, toolCall('b', 'g', '{}')] } },
    ])
    expect(JSON.stringify(fold(delta({ tool_calls: [{ index: 0, ...toolCall('a', 'f', '{}') }] }), stop))).not.toMatch(
      /"index":0,"id"/,
    )
  })

  it('joins logprobs, texts and lists of any name', () => {
    const logprobs = (token: string) => ({ logprobs: { content: [{ token }], refusal: null } })
    const piece = (text: string): JsonObject => ({
      choices: [
        { index: 0, delta: { note: text, list: [text], parts: [{ index: 0, type: 't', text }] }, ...logprobs(text) },
      ],
    })
    foldChoice(piece('a'), piece('b'), stop).toMatchObject([
      {
        message: { note: 'ab', list: ['a', 'b'], parts: [{ index: 0, type: 't', text: 'ab' }] },
        logprobs: { content: [{ token: 'a' }, { token: 'b' }], refusal: null },
      },
    ])
  })

  it('gathers extra_content of deltas and finish in the message, one vendor member each', () => {
    const finish: JsonObject = {
      choices: [{ index: 0, delta: {}, finish_reason: 'stop', extra_content: { google: { finish_reason: 'STOP' } } }],
    }
    foldChoice(delta({ extra_content: { google: { thought_signature: 'U0lH' }, x: 1 } }), finish).toMatchObject([
      { message: { extra_content: { google: { thought_signature: 'U0lH', finish_reason: 'STOP' }, x: 1 } } },
    ])
  })

  it('keeps choices apart and in order', () => {
    const of = (index: number, content: string) => ({ choices: [{ index, delta: { content }, finish_reason: 'stop' }] })
    expect(fold(of(1, 'B'), of(0, 'A'))).toMatchObject({
      choices: [
        { index: 0, message: { content: 'A' } },
        { index: 1, message: { content: 'B' } },
      ],
    })
  })

  it('does not change what it is given', () => {
    const payloads = [delta({ list: [1], content: 'a' }), delta({ list: [2], content: 'b' }), stop]
    const before = JSON.stringify(payloads)
    fold(...payloads)
    expect(JSON.stringify(payloads)).toBe(before)
  })

  it('has no answer without a choice', () => {
    expect(() => fold({ choices: [], usage: { total_tokens: 1 } })).toThrow(
      expect.objectContaining({ kind: 'empty-response' }),
    )
  })
})
