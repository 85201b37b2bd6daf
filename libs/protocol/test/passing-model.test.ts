import { describe, expect, it } from '@jest/globals'
import { codecs, type Frame, type Protocol } from '../src/index.ts'
import { MemberRenamer } from '../src/passing/renamed.ts'
import { askedOf } from './translate-answer.ts'

const big = '9007199254740993'
const streams: Readonly<Record<Protocol, readonly string[]>> = {
  'openai-chat': [
    `{"id":"a","n":${big},"model":"gpt-4o-2024-08-06","choices":[{"index":0,"delta":{"content":"say \\"model\\":\\"gpt-4o-2024-08-06\\""},"finish_reason":null}]}`,
    `{"id":"a","n":${big},"model":"gpt-4o-2024-08-06","choices":[{"index":0,"delta":{"content":"b"},"finish_reason":null}]}`,
    `{"id":"a","n":${big},"model":"gpt-4o-2024-08-06","choices":[{"index":0,"delta":{"content":"c"},"finish_reason":null}]}`,
    '{"model": "gpt-4o-2024-08-06", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}',
    '[DONE]',
  ],
  gemini: [
    `{"n":${big},"candidates":[{"content":{"role":"model","parts":[{"text":"a"}]}}],"modelVersion":"gemini-2.5-flash-001"}`,
    '{"candidates":[{"content":{"role":"model","parts":[{"text":""}]},"finishReason":"STOP"}],"modelVersion":"gemini-2.5-flash-001"}',
  ],
}

const ran: Readonly<Record<Protocol, string>> = { 'openai-chat': 'gpt-4o-2024-08-06', gemini: 'gemini-2.5-flash-001' }

function pass(protocol: Protocol, answerModel: 'asked' | 'vendor', model: string) {
  const passage = codecs[protocol].frames.openPassage({ ...askedOf(protocol, { model }), answerModel }, undefined)
  const frames = streams[protocol].flatMap((data): readonly Frame[] => {
    const passed = passage.take({ data })
    return passed.frames === 'same' ? [{ data }] : passed.frames
  })
  return { passage, data: frames.map((frame) => frame.data) }
}

describe.each(Object.keys(streams) as Protocol[])('the model of a passing %s answer', (protocol) => {
  it('is the one that was asked for, and nothing else is changed', () => {
    const { passage, data } = pass(protocol, 'asked', 'my-alias')
    const { modelMember } = { 'openai-chat': { modelMember: 'model' }, gemini: { modelMember: 'modelVersion' } }[
      protocol
    ]
    const before = streams[protocol]
    expect(data).toEqual(
      before.map((text) =>
        text.replace(new RegExp(`(^|[^\\\\])("${modelMember}": ?)"${ran[protocol]}"`), '$1$2"my-alias"'),
      ),
    )
    expect(passage.model).toBe(ran[protocol])
  })

  it('stays the vendor’s where that is wanted, or where it is the same', () => {
    expect(pass(protocol, 'vendor', 'my-alias').data).toEqual(streams[protocol])
    expect(pass(protocol, 'asked', ran[protocol]).data).toEqual(streams[protocol])
  })
})

describe('another text in a member', () => {
  it.each([
    ['{"model":"a","x":{"model":"a"}}', '{"model":"b","x":{"model":"a"}}'],
    ['{\n"model" : "a"}', '{"model":"b"}'],
    ['{"x":{"model":"c"}}', '{"x":{"model":"c"}}'],
    ['[DONE]', '[DONE]'],
  ])('of %s', (data, expected) => {
    expect(new MemberRenamer('model', 'a', 'b').rename(data)).toBe(expected)
  })
})
