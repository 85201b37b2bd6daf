import { describe, expect, it } from '@jest/globals'
import { quirksOf } from '../src/index.ts'

describe('families of models', () => {
  it.each(['gpt-5-mini', 'gpt-5', 'o3-mini', 'o1', 'openai/gpt-5.1', 'openai/o4-mini', 'GPT-5.2', 'gpt-5.2-pro'])(
    '%s: the newer name of the output limit, and no sampling',
    (model) => {
      expect(quirksOf(model, [])).toMatchObject({
        maxCompletionTokens: true,
        refuses: expect.arrayContaining(['temperature', 'topP', 'presencePenalty', 'frequencyPenalty', 'logprobs']),
      })
    },
  )

  it.each(['gpt-4o', 'gpt-4.1', 'gpt-3.5-turbo', 'o1x', 'mistral-large-latest', 'deepseek-chat', 'qwen3-32b', 'o'])(
    '%s: nothing special',
    (model) => {
      expect(quirksOf(model, [])).toEqual({})
    },
  )

  it.each([
    ['o3-mini', ['low', 'medium', 'high']],
    ['gpt-5-mini', ['minimal', 'low', 'medium', 'high']],
    ['openai/gpt-5.1', ['none', 'low', 'medium', 'high']],
    ['gpt-5.2', ['none', 'low', 'medium', 'high', 'xhigh']],
    ['gpt-5-pro', ['high']],
    ['openai/gpt-oss-120b', ['low', 'medium', 'high']],
    ['gpt-5-chat-latest', undefined],
    ['o1-mini', undefined],
  ])('%s takes the efforts %j', (model, efforts) => {
    expect(quirksOf(model, []).efforts).toEqual(efforts)
  })

  it.each([
    ['deepseek-reasoner', true],
    ['moonshotai/kimi-k2-thinking', true],
    ['kimi-k2-thinking-turbo', true],
    ['deepseek-chat', undefined],
    ['kimi-k2-0905-preview', undefined],
    ['magistral-medium-latest', undefined],
  ])('%s wants thoughts back: %s', (model, wants) => {
    expect(quirksOf(model, []).reasoningContent).toBe(wants)
  })
})

describe('what an upstream declares', () => {
  it('goes with what the family is known for', () => {
    expect(quirksOf('gpt-5-mini', ['done-is-finish'])).toMatchObject({ maxCompletionTokens: true, doneIsFinish: true })
  })

  it('wins over it', () => {
    expect(quirksOf('gpt-4o', ['reasoning-effort']).efforts).toContain('medium')
  })
})
