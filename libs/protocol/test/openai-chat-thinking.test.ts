import { describe, expect, it } from '@jest/globals'
import type { JsonObject, Thinking } from '../src/index.ts'
import { openaiChat } from '../src/openai-chat/index.ts'
import { createSources } from './translate-answer.ts'

const user = { role: 'user', content: 'hi' }

function decode(members: JsonObject) {
  return openaiChat.client.decodeRequest({ body: { model: 'm', messages: [user], ...members } }, createSources())
}

const off: Thinking = { effort: 'none' }

describe('what OpenAI clients say about thinking, in the words of any vendor', () => {
  it.each<[JsonObject, Thinking, string]>([
    [{ enable_thinking: false }, off, 'enable_thinking'],
    [{ enable_thinking: true }, { includeThoughts: true }, 'enable_thinking'],
    [{ enable_thinking: true, thinking_budget: 512 }, { budgetTokens: 512, includeThoughts: true }, 'enable_thinking'],
    [{ thinking_budget: 512 }, { budgetTokens: 512 }, 'thinking_budget'],
    [{ thinking: { type: 'disabled' } }, off, 'thinking'],
    [{ thinking: { type: 'enabled', budget_tokens: 2048 } }, { budgetTokens: 2048, includeThoughts: true }, 'thinking'],
    [{ thinking: { type: 'enabled' } }, { includeThoughts: true }, 'thinking'],
    [{ reasoning: { enabled: false } }, off, 'reasoning'],
    [{ reasoning: { effort: 'none' } }, off, 'reasoning'],
    [{ reasoning: { effort: 'high' } }, { effort: 'high', includeThoughts: true }, 'reasoning'],
    [{ reasoning: { max_tokens: 999, exclude: true } }, { budgetTokens: 999, includeThoughts: false }, 'reasoning'],
    [{ reasoning: {} }, { includeThoughts: true }, 'reasoning'],
    [{ disable_reasoning: true }, off, 'disable_reasoning'],
    [{ include_reasoning: true }, { includeThoughts: true }, 'include_reasoning'],
    [{ include_reasoning: false }, { includeThoughts: false }, 'include_reasoning'],
    [{ reasoning_format: 'parsed' }, { includeThoughts: true }, 'reasoning_format'],
    [{ chat_template_kwargs: { enable_thinking: false } }, off, 'chat_template_kwargs.enable_thinking'],
    [{ chat_template_kwargs: { thinking: true } }, { includeThoughts: true }, 'chat_template_kwargs.thinking'],
    [
      { reasoning_effort: 'low', include_reasoning: true },
      { effort: 'low', includeThoughts: true },
      'reasoning_effort',
    ],
    [
      { extra_body: { google: { thinking_config: { include_thoughts: true } } } },
      { includeThoughts: true },
      'extra_body.google.thinking_config',
    ],
  ])('%j is carried, and called what the client wrote', (members, thinking, name) => {
    const { request, dropped, nameOf } = decode(members)
    expect(request.thinking).toEqual(thinking)
    expect(dropped).toEqual([])
    expect(nameOf('thinking')).toBe(name)
  })

  it.each<[JsonObject]>([
    [{ reasoning_effort: 'default' }],
    [{ disable_reasoning: false }],
    [{ reasoning_effort: null }],
  ])('%j says nothing', (members) => {
    expect(decode(members)).toMatchObject({ dropped: [], request: { thinking: undefined } })
  })

  it.each<[JsonObject, readonly string[]]>([
    [{ clear_thinking: false }, ['clear_thinking']],
    [{ enable_thinking: 'no' }, ['enable_thinking']],
    [{ reasoning: 'high' }, ['reasoning']],
    [{ reasoning: { effort: 'huge', depth: 1 } }, ['reasoning.depth', 'reasoning.effort']],
    [{ thinking: { type: 'often' } }, ['thinking.type']],
    [{ chat_template_kwargs: { enable_thinking: true, tools_first: false } }, ['chat_template_kwargs.tools_first']],
  ])('%j is a hint that nobody understands: named, whatever its value, and not refused', (members, names) => {
    expect(decode(members).dropped).toEqual(names)
  })
})

describe('what several vendors write otherwise than OpenAI', () => {
  const tools = [{ type: 'function', function: { name: 'f' } }]

  it('is a choice without a type, or by another word', () => {
    expect(decode({ tools, tool_choice: { function: { name: 'f' } } }).request.toolChoice).toEqual({
      type: 'required',
      names: ['f'],
    })
    expect(decode({ tools, tool_choice: 'any' }).request.toolChoice).toEqual({ type: 'required' })
  })

  it.each<[JsonObject]>([
    [{ type: 'json_object', schema: { type: 'object' } }],
    [{ type: 'json_object', response_schema: { type: 'object' } }],
    [{ type: 'json_schema', schema: { type: 'object' } }],
  ])('is a schema beside the type: %j', (format) => {
    expect(decode({ response_format: format }).request.output).toMatchObject({
      type: 'json-schema',
      schema: { type: 'object' },
    })
  })

  it("is a thought among the parts of the model's turn, which is reported", () => {
    const thought = { type: 'thinking', thinking: [{ type: 'text', text: 't' }] }
    const said = { role: 'assistant', content: [thought, { type: 'text', text: 'a' }] }
    const { request, dropped } = decode({ messages: [user, said, user] })
    expect(request.messages[1]).toMatchObject({ parts: [{ type: 'text', text: 'a' }] })
    expect(dropped).toEqual(['messages[1].content[0]'])
  })
})
