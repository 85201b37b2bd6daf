import { describe, expect, it } from '@jest/globals'
import { codecs, type JsonObject, spliceJson } from '../src/index.ts'
import { askedOf } from './translate-answer.ts'

const signed = { extra_content: { google: { thought_signature: 'U0lH' } } }
const calls = [
  { id: 'a', type: 'function', function: { name: 'f', arguments: '{"n":12345678901234567890}' }, ...signed },
]
const history = [
  { role: 'user', content: 'hi' },
  { role: 'assistant', content: 'é', ...signed },
  { role: 'assistant', content: null, tool_calls: calls },
  { role: 'assistant', content: 'b', extra_content: { google: { thought_signature: 'U0lH', mood: 1 }, other: {} } },
]

function sent(model: string, to: 'vendor' | 'hop'): JsonObject {
  const input = { body: { model, stream: true, stream_options: { include_usage: true }, messages: history } }
  const { client, frames } = codecs['openai-chat']
  const asked = { ...askedOf('openai-chat'), input, outline: client.outline(input) }
  const bytes = spliceJson(Buffer.from(JSON.stringify(input.body)), frames.prepare(asked, to).edits)
  return JSON.parse(Buffer.from(bytes).toString())
}

describe('thought signatures in the history of an OpenAI client', () => {
  it('do not reach a vendor who cannot know them, and nothing else changes', () => {
    const { extra_content: _, ...bare } = calls[0]!
    expect(sent('gpt-5', 'vendor').messages).toEqual([
      history[0],
      { role: 'assistant', content: 'é' },
      { role: 'assistant', content: null, tool_calls: [bare] },
      { role: 'assistant', content: 'b', extra_content: { google: { mood: 1 }, other: {} } },
    ])
  })

  it("reach a gateway's Gemini models, and our own translator", () => {
    expect(sent('google/gemini-3-pro', 'vendor').messages).toEqual(history)
    expect(sent('gpt-5', 'hop').messages).toEqual(history)
  })
})
