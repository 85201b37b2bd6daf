import { describe, expect, it } from '@jest/globals'
import { codecs } from '@sluice/protocol'
import { createRecorder } from '@sluice/record'
import { decodeCall, type GenerationCall, readRequest } from '../src/index.ts'
import { prepareCall } from '../src/prepare-call.ts'
import { targetWith } from './fake-target.ts'

const upstream = targetWith({})

/** What an OpenAI-style upstream is sent for a Gemini client's request. */
function sentFor(model: string, members: object) {
  const contents = [{ role: 'user', parts: [{ text: 'hi' }] }]
  const route = { kind: 'generate', protocol: 'gemini', model, stream: false, framing: 'whole' } as const
  const read = readRequest(route, Buffer.from(JSON.stringify({ contents, ...members })))
  const decoded = decodeCall(read, [upstream], { requestId: 'req_test', answerModel: 'asked' })
  const call: GenerationCall = {
    ...decoded,
    client: codecs.gemini.client.openStream(decoded.asked),
    stopTags: [],
    signal: new AbortController().signal,
    deadlineAt: undefined,
    commitAt: undefined,
    record: createRecorder([])({ requestId: 'req_test', protocol: 'gemini', route: '' }),
    via: '1.1 sluice-test-0',
  }
  const { body, dropped } = prepareCall(call, upstream, [])
  return { body: JSON.parse(String(body)), dropped }
}

describe('a Gemini client with a model of an OpenAI-style upstream', () => {
  it.each(['gpt-5-mini', 'o3-mini', 'openai/gpt-5.1'])('%s: has its limit, and no sampling of its own', (model) => {
    const generationConfig = { maxOutputTokens: 9, temperature: 0, topP: 1, presencePenalty: 1, responseLogprobs: true }
    const { body, dropped } = sentFor(model, { generationConfig })
    expect(body).toMatchObject({ model, max_completion_tokens: 9 })
    for (const name of ['max_tokens', 'temperature', 'top_p', 'presence_penalty', 'logprobs'])
      expect(body).not.toHaveProperty(name)
    expect(dropped).toEqual(
      ['temperature', 'topP', 'presencePenalty', 'responseLogprobs'].map((name) => `generationConfig.${name}`),
    )
  })

  it('gpt-4o: has all of it, and no effort, which it refuses', () => {
    const generationConfig = { maxOutputTokens: 9, temperature: 0, thinkingConfig: { thinkingBudget: 8192 } }
    const { body, dropped } = sentFor('gpt-4o', { generationConfig })
    expect(body).toMatchObject({ max_tokens: 9, temperature: 0 })
    expect(body).not.toHaveProperty('reasoning_effort')
    expect(dropped).toEqual([expect.stringContaining('thinkingConfig')])
  })

  it.each([
    ['deepseek-reasoner', 'th'],
    ['kimi-k2-thinking', 'th'],
    ['deepseek-chat', undefined],
  ])('%s: gets the thought of its tool call back: %s', (model, thought) => {
    const call = { role: 'model', parts: [{ text: 'th', thought: true }, { functionCall: { name: 'f', args: {} } }] }
    const result = { role: 'user', parts: [{ functionResponse: { name: 'f', response: { a: 1 } } }] }
    const { body } = sentFor(model, { contents: [{ role: 'user', parts: [{ text: 'hi' }] }, call, result] })
    expect(body.messages[1].reasoning_content).toBe(thought)
  })
})
