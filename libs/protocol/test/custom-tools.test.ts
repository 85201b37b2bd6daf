import { describe, expect, it } from '@jest/globals'
import { inputOfArguments } from '../src/custom-tools.ts'
import { codecs, type JsonObject, type StreamEvent } from '../src/index.ts'
import { decodeEvents, encodeEvents, foldFrames, framesJson } from './translate-answer.ts'
import { sources, translateRequest, valueAt } from './vectors/check.ts'
import { callMessage, toolMessage, user } from './vectors/macros.ts'

const patch = '*** Begin\n+"é"\n*** End'
const tools = [{ type: 'custom', custom: { name: 'patch', description: 'Edits files.' } }]
const decoding = { toolNames: new Map([['patch', { name: 'patch', custom: true as const }]]) }
const fragment = (call: JsonObject) => ({
  data: JSON.stringify({ choices: [{ index: 0, delta: { tool_calls: [{ index: 0, ...call }] } }] }),
})
const end = { data: '{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}' }

describe('the text of a custom tool', () => {
  it.each([
    ['input', { input: patch }, patch],
    ['input beside others', { input: patch, why: 'x' }, patch],
    ['the only string, whatever its name', { cmd: patch }, patch],
    ['nothing', { input: '' }, ''],
  ])('is %s of the arguments', (_which, args, text) => {
    expect(inputOfArguments(JSON.stringify(args))).toBe(text)
  })

  it.each([patch, '{"a":"x","b":"y"}', '{"a":1}', '[1]', '{"input":"cut', ''])(
    'is the arguments as they are: %j',
    (text) => {
      expect(inputOfArguments(text)).toBe(text)
    },
  )
})

describe('a custom call from Gemini', () => {
  const payload = {
    candidates: [
      {
        content: { parts: [{ functionCall: { id: 'c1', name: 'patch', args: { input: patch } } }] },
        finishReason: 'STOP',
      },
    ],
  }
  const events = decodeEvents('gemini', [{ data: JSON.stringify(payload) }], decoding)

  it('is a custom call to an OpenAI client, streamed', () => {
    expect(JSON.stringify(framesJson(encodeEvents('openai-chat', events)))).toContain(
      JSON.stringify({ index: 0, id: 'c1', type: 'custom', custom: { name: 'patch', input: patch } }),
    )
  })

  it('is a custom call to an OpenAI client, whole', () => {
    expect(foldFrames('openai-chat', encodeEvents('openai-chat', events))).toMatchObject({
      choices: [
        {
          message: { tool_calls: [{ id: 'c1', type: 'custom', custom: { name: 'patch', input: patch } }] },
          finish_reason: 'tool_calls',
        },
      ],
    })
  })
})

describe('a custom call from an OpenAI-style vendor', () => {
  const callEvents = (events: readonly StreamEvent[]) => events.filter(({ type }) => type.startsWith('tool-call'))
  const custom: StreamEvent[] = [
    { type: 'tool-call-start', choice: 0, id: 'c1', name: 'patch', custom: true },
    { type: 'tool-call-delta', choice: 0, arguments: patch },
    { type: 'tool-call-end', choice: 0 },
  ]

  it('is read from the arguments of a function, once they are whole', () => {
    const args = JSON.stringify({ input: patch })
    const pieces = [...args].map((text) => fragment({ function: { arguments: text } }))
    const first = fragment({ id: 'c1', type: 'function', function: { name: 'patch', arguments: '' } })
    expect(callEvents(decodeEvents('openai-chat', [first, ...pieces, end], decoding))).toEqual(custom)
  })

  it('is taken as it comes where the vendor knows custom tools', () => {
    const first = fragment({ id: 'c1', type: 'custom', custom: { name: 'patch', input: patch.slice(0, 5) } })
    const second = fragment({ custom: { input: patch.slice(5) } })
    const events = callEvents(decodeEvents('openai-chat', [first, second, end], decoding))
    expect(events).toHaveLength(4)
    expect(events[0]).toMatchObject({ name: 'patch', custom: true })
    expect(events.map((event) => (event.type === 'tool-call-delta' ? event.arguments : '')).join('')).toBe(patch)
  })

  it('reaches an OpenAI client in pieces', () => {
    const [start, delta, stop] = custom
    const pieces: StreamEvent[] = [
      start!,
      { ...delta!, arguments: 'a' } as StreamEvent,
      { ...delta!, arguments: 'b' } as StreamEvent,
      stop!,
    ]
    const deltas = framesJson(encodeEvents('openai-chat', [{ type: 'start' }, ...pieces])).map((json) =>
      valueAt(json, 'choices[0].delta'),
    )
    expect(deltas.slice(1)).toEqual([
      { tool_calls: [{ index: 0, id: 'c1', type: 'custom', custom: { name: 'patch', input: 'a' } }] },
      { tool_calls: [{ index: 0, custom: { input: 'b' } }] },
    ])
  })

  it('is a function call to a Gemini client, which has no custom tools', () => {
    expect(foldFrames('gemini', encodeEvents('gemini', [{ type: 'start' }, ...custom]))).toMatchObject({
      candidates: [{ content: { parts: [{ functionCall: { name: 'patch', args: { input: patch } } }] } }],
    })
  })
})

describe('custom tools to an OpenAI-style vendor', () => {
  const messages = [
    user,
    callMessage({ id: 'c1', type: 'custom', custom: { name: 'patch', input: patch } }),
    toolMessage('c1', 'done'),
  ]
  const body = { model: 'up', messages, tools, tool_choice: { type: 'custom', custom: { name: 'patch' } } }

  it('are functions with one text', () => {
    const sent = translateRequest(
      { from: 'openai-chat', to: 'openai-chat', complete: (input) => ({ body: input }) },
      { body },
    )
    expect(sent.body).toMatchObject({
      tools: [{ type: 'function', function: { name: 'patch', parameters: { required: ['input'] } } }],
      tool_choice: { type: 'function', function: { name: 'patch' } },
      messages: [
        {},
        { tool_calls: [{ type: 'function', function: { arguments: JSON.stringify({ input: patch }) } }] },
        {},
      ],
    })
    expect(sent.dropped).toEqual([])
  })

  it('go as they are to one that knows them', () => {
    const { request, nameOf } = codecs['openai-chat'].client.decodeRequest({ body }, sources)
    const options = { sources, nameOf, remedies: [], quirks: { customTools: true } }
    const sent = codecs['openai-chat'].backend.prepare(request, options)
    expect(sent.body).toMatchObject({ tools, tool_choice: body.tool_choice, messages })
  })
})
