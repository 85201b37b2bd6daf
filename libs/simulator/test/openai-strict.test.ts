import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createOpenAISimulator } from '../src/index.ts'
import type { Simulator } from '../src/simulator.ts'
import { post } from './calls.ts'

const user = { role: 'user', content: 'hi' }
const tool = { type: 'function', function: { name: 'f', parameters: { type: 'object', properties: {} } } }
const calling = (...ids: string[]) => ({
  role: 'assistant',
  content: null,
  tool_calls: ids.map((id) => ({ id, type: 'function', function: { name: 'f', arguments: '{}' } })),
})
const result = (id: string) => ({ role: 'tool', tool_call_id: id, content: '1' })
const base = { model: 'gpt-4o', messages: [user] }
const talk = (...messages: object[]) => ({ model: 'gpt-4o', messages })

describe('what the OpenAI simulator refuses', () => {
  let simulator: Simulator
  beforeAll(async () => {
    simulator = await createOpenAISimulator()
  })
  afterAll(() => simulator.close())

  it.each<[what: string, body: object, param: string | null, message: string]>([
    ['no model', { messages: [user] }, 'model', 'you must provide a model parameter'],
    ['no messages', { model: 'gpt-4o' }, 'messages', "Missing required parameter: 'messages'."],
    ['empty messages', talk(), 'messages', "Invalid 'messages': empty array."],
    [
      'an unknown role',
      talk({ role: 'critic', content: 'x' }),
      'messages[0].role',
      "Invalid value: 'critic'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'.",
    ],
    [
      'an unknown part',
      talk({ role: 'user', content: [{ type: 'hologram' }] }),
      'messages[0].content[0].type',
      "Invalid value: 'hologram'.",
    ],
    [
      'content of a wrong type',
      talk({ role: 'user', content: 5 }),
      'messages[0].content',
      "Invalid type for 'messages[0].content': expected one of a string or array of objects, but got an integer instead.",
    ],
    ['no content', talk({ role: 'user', content: null }), 'messages.[0].content', 'expected a string, got null.'],
    [
      'a result without a call',
      talk(user, result('c1')),
      'messages.[1].role',
      "must be a response to a preceeding message with 'tool_calls'",
    ],
    ['a result of another call', talk(user, calling('c1'), result('c2')), 'messages.[2].role', 'preceeding message'],
    [
      'a call without its result',
      talk(user, calling('c1', 'c2'), result('c1')),
      'messages.[2].role',
      'did not have response messages: c2',
    ],
    [
      'arguments that are no string',
      talk(user, {
        role: 'assistant',
        tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: {} } }],
      }),
      'messages[1].tool_calls[0].function.arguments',
      'expected a string, but got an object instead',
    ],
    [
      'stream options without a stream',
      { ...base, stream_options: { include_usage: true } },
      'stream_options',
      "only allowed when 'stream' is enabled",
    ],
    [
      'a wrong type',
      { ...base, temperature: 'hot' },
      'temperature',
      "Invalid type for 'temperature': expected a decimal, but got a string instead.",
    ],
    ['a number below its range', { ...base, max_tokens: 0 }, 'max_tokens', 'integer below minimum value'],
    ['a number above its range', { ...base, temperature: 3 }, 'temperature', 'decimal above maximum value'],
    ['five stops', { ...base, stop: ['1', '2', '3', '4', '5'] }, 'stop', 'maximum length 4'],
    ['an empty list of tools', { ...base, tools: [] }, 'tools', "Invalid 'tools': empty array."],
    [
      'a bad tool name',
      { ...base, tools: [{ ...tool, function: { name: 'a b' } }] },
      'tools[0].function.name',
      'does not match pattern',
    ],
    [
      'a choice without tools',
      { ...base, tool_choice: 'auto' },
      'tool_choice',
      "only allowed when 'tools' are specified",
    ],
    [
      'a choice that is not declared',
      { ...base, tools: [tool], tool_choice: { type: 'function', function: { name: 'g' } } },
      'tool_choice',
      "not found in 'tools'",
    ],
    [
      'JSON mode without the word',
      { ...base, response_format: { type: 'json_object' } },
      'messages',
      "must contain the word 'json'",
    ],
  ])('refuses %s', async (_, body, param, message) => {
    const response = await post(simulator, ['/v1/chat/completions', body])
    expect(await response.json()).toMatchObject({
      error: { param, message: expect.stringContaining(message), type: 'invalid_request_error' },
    })
    expect(response.status).toBe(400)
  })

  it('takes a full round of parallel calls', async () => {
    const body = { ...talk(user, calling('c1', 'c2'), result('c2'), result('c1'), user), tools: [tool] }
    expect((await post(simulator, ['/v1/chat/completions', body])).status).toBe(200)
  })

  it('refuses a body that is no JSON', async () => {
    const response = await fetch(`${simulator.url}/v1/chat/completions`, { method: 'POST', body: '{' })
    expect(response.status).toBe(400)
  })

  it('refuses a model that is not there', async () => {
    const response = await post(simulator, ['/v1/chat/completions', { ...base, model: 'no-such-model' }])
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ error: { code: 'model_not_found' } })
  })
})
