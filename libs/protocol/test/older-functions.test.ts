import { describe, expect, it } from '@jest/globals'
import { codecs, type JsonObject, type StreamEvent } from '../src/index.ts'
import { askedOf, foldFrames, framesJson } from './translate-answer.ts'
import { sources, translateRequest, valueAt } from './vectors/check.ts'
import { user } from './vectors/macros.ts'

const { client } = codecs['openai-chat']
const choice = 0
const signature = { protocol: 'gemini', text: 'U0lH' } as const
const extra = { google: { thought_signature: 'U0lH' } }
const functions = [{ name: 'f', parameters: { type: 'object' } }]
const call = (id: string, ...pieces: string[]): StreamEvent[] => [
  { type: 'tool-call-start', choice, id, name: 'f', ...(id === 'a' && { signature }) },
  ...pieces.map((text): StreamEvent => ({ type: 'tool-call-delta', choice, arguments: text })),
  { type: 'tool-call-end', choice },
]
const answer = (...events: StreamEvent[]): StreamEvent[] => [
  { type: 'start', id: 'x' },
  ...events,
  { type: 'finish', choices: [{ choice, reason: 'tool-calls' }] },
]

/** Frames to a client whose request has these members. */
function frames(body: JsonObject, events: readonly StreamEvent[]) {
  const asked = askedOf('openai-chat')
  const stream = client.openStream({ ...asked, input: { body: { ...asked.input.body, ...body } } })
  return events.flatMap((event) => [...stream.encode(event)])
}

describe('a client that sends the older functions', () => {
  it('reads a call as function_call, in pieces', () => {
    const deltas = framesJson(frames({ functions }, answer(...call('a', '{"x"', ':1}'))))
    expect(deltas.map((json) => valueAt(json, 'choices[0].delta')).slice(1)).toEqual([
      { function_call: { name: 'f', arguments: '{"x"' }, extra_content: extra },
      { function_call: { arguments: ':1}' } },
      {},
    ])
    expect(valueAt(deltas.at(-1)!, 'choices[0].finish_reason')).toBe('function_call')
  })

  it('reads the first call only, whole', () => {
    const whole = foldFrames('openai-chat', frames({ functions }, answer(...call('a'), ...call('b', '{"y":2}'))))
    expect(valueAt(whole, 'choices[0]')).toMatchObject({
      message: { content: null, function_call: { name: 'f', arguments: '{}' }, extra_content: extra },
      finish_reason: 'function_call',
    })
    expect(JSON.stringify(whole)).not.toContain('tool_calls')
  })

  it('asks for one call at a time', () => {
    const decoded = client.decodeRequest({ body: { model: 'm', messages: [user], functions } }, sources)
    expect(decoded.request.parallelToolCalls).toBe(false)
  })

  it('gets tool_calls where it sends tools as well', () => {
    const tools = [{ type: 'function', function: { name: 'f' } }]
    const [, first] = framesJson(frames({ functions, tools }, answer(...call('a', '{}'))))
    expect(valueAt(first!, 'choices[0].delta.tool_calls[0].id')).toBe('a')
  })

  it('sends the signature of its call back beside it', () => {
    const messages = [
      user,
      { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' }, extra_content: extra },
      { role: 'function', name: 'f', content: 'r' },
    ]
    const direction = { from: 'openai-chat', to: 'gemini', complete: (body: JsonObject) => ({ body }) } as const
    const { body } = translateRequest(direction, { body: { model: 'gemini-3-flash-preview', messages, functions } })
    expect(valueAt(body, 'contents[1].parts')).toEqual([
      { functionCall: { name: 'f', args: {} }, thoughtSignature: 'U0lH' },
    ])
  })
})
