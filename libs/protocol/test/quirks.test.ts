import { describe, expect, it } from '@jest/globals'
import { codecs, type GenerationRequest, type Quirks } from '../src/index.ts'
import { createSources, emptyRequest } from './translate-answer.ts'

const prepare = (request: Partial<GenerationRequest>, quirks: Quirks) =>
  codecs['openai-chat'].backend.prepare(
    { ...emptyRequest, ...request },
    { sources: createSources(), nameOf: (field) => field, remedies: [], quirks },
  )

describe('a model that refuses fields', () => {
  const refuses = ['temperature', 'topP', 'logprobs', 'stop', 'parallelToolCalls'] as const

  it('is not sent them, and each is named', () => {
    const asked = { temperature: 0, topP: 1, logprobs: { top: 2 }, stop: ['x'], seed: 7 }
    const { body, dropped } = prepare(asked, { refuses })
    expect(Object.keys(body)).toEqual(['model', 'messages', 'stream', 'stream_options', 'seed'])
    expect(dropped).toEqual(['temperature', 'topP', 'logprobs', 'stop'])
  })

  it('has nothing named that nobody said', () => {
    expect(prepare({}, { refuses }).dropped).toEqual([])
  })

  it('still makes one call at a time, for that is kept here', () => {
    const tools = [{ type: 'function', name: 'f', at: 'tools[0]' }] as const
    const { body, dropped } = prepare({ tools, parallelToolCalls: false }, { refuses })
    expect(body).not.toHaveProperty('parallel_tool_calls')
    expect(dropped).toEqual([])
  })
})

describe('the output limit', () => {
  it('has its newer name where the older one is refused', () => {
    expect(prepare({ maxOutputTokens: 5 }, {}).body).toMatchObject({ max_tokens: 5 })
    const { body } = prepare({ maxOutputTokens: 5 }, { maxCompletionTokens: true })
    expect(body).toMatchObject({ max_completion_tokens: 5 })
    expect(body).not.toHaveProperty('max_tokens')
  })
})

describe('how hard to think', () => {
  it.each([
    [{ effort: 'minimal' }, ['low', 'medium', 'high'], 'low'],
    [{ effort: 'max' }, ['low', 'medium', 'high'], 'high'],
    [{ effort: 'medium' }, ['low', 'high'], 'high'],
    [{ budgetTokens: 8192 }, ['low', 'medium', 'high'], 'medium'],
    [{ budgetTokens: 0 }, ['minimal', 'low'], 'minimal'],
  ] as const)('%j is said as one of %j: %s', (thinking, efforts, word) => {
    const { body, dropped } = prepare({ thinking }, { efforts })
    expect(body).toMatchObject({ reasoning_effort: word })
    expect(dropped).toEqual([])
  })

  it('is named, and not said, where the model takes no word', () => {
    const { body, dropped } = prepare({ thinking: { budgetTokens: 8192 } }, {})
    expect(body).not.toHaveProperty('reasoning_effort')
    expect(dropped).toEqual(['thinking'])
  })
})

describe('thoughts of earlier turns', () => {
  const messages: GenerationRequest['messages'] = [
    { role: 'user', parts: [{ type: 'text', text: 'hi' }] },
    {
      role: 'assistant',
      parts: [
        { type: 'reasoning', text: 'th', at: 'contents[1].parts[0]' },
        { type: 'tool-call', id: 'c', name: 'f', arguments: '{}' },
      ],
    },
  ]

  it('go back to a model that wants them', () => {
    const { body, dropped } = prepare({ messages }, { reasoningContent: true })
    expect(body.messages).toMatchObject([{}, { content: null, reasoning_content: 'th', tool_calls: [{ id: 'c' }] }])
    expect(dropped).toEqual([])
  })

  it('do not go to others, which refuse them', () => {
    const { body, dropped } = prepare({ messages }, {})
    expect(JSON.stringify(body)).not.toContain('reasoning_content')
    expect(dropped).toEqual(['contents[1].parts[0]'])
  })
})
