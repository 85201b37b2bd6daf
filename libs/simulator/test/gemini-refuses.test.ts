import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createGeminiSimulator } from '../src/index.ts'
import type { Simulator } from '../src/simulator.ts'
import { post } from './calls.ts'

import { call, config, declare, flash3, flash25, model, result, results, schema, user } from './gemini-turns.ts'

describe('what the Gemini simulator refuses', () => {
  let simulator: Simulator
  beforeAll(async () => {
    simulator = await createGeminiSimulator()
  })
  afterAll(() => simulator.close())

  const send = async (name: string, body: object) => {
    const response = await post(simulator, [`/v1beta/models/${name}:generateContent`, body])
    return { status: response.status, message: JSON.stringify(await response.json()) }
  }

  it.each<[what: string, model: string, body: object, message: string]>([
    [
      'an unknown name at the top',
      flash25,
      { contents: [user], stream: true },
      'Unknown name \\"stream\\": Cannot find field.',
    ],
    ['an unknown name in a part', flash25, { contents: [{ parts: [{ txt: 1 }] }] }, "at 'contents[0].parts[0]'"],
    ['an unknown name in the config', flash25, config({ max_tokens: 1 }), '\\"max_tokens\\" at \'generation_config\''],
    [
      'a wrong type',
      flash25,
      config({ temperature: 'hot' }),
      "Invalid value at 'generation_config.temperature' (TYPE_FLOAT)",
    ],
    ['a seed beyond int32', flash25, config({ seed: 5_000_000_000 }), 'generation_config.seed'],
    ['no contents', flash25, { contents: [] }, 'contents is not specified'],
    ['no parts', flash25, { contents: [{ role: 'user', parts: [] }] }, 'contents.parts must not be empty'],
    ['an empty part', flash25, { contents: [{ parts: [{}] }] }, "required oneof field 'data'"],
    ['an empty text', flash25, { contents: [{ parts: [{ text: '' }] }] }, 'must have a text parameter'],
    ['an unknown role', flash25, { contents: [{ ...user, role: 'assistant' }] }, 'Please use a valid role'],
    [
      'a call that follows a model turn',
      flash25,
      { contents: [user, model({ text: 'x' }), model(call())] },
      'immediately after a user turn',
    ],
    [
      'a call without a result',
      flash25,
      { contents: [user, model(call()), user] },
      'number of function response parts is equal',
    ],
    [
      'fewer results than calls',
      flash25,
      { contents: [user, model(call(), call('g')), results(result())] },
      'number of function response parts is equal',
    ],
    [
      'a result without a call',
      flash25,
      { contents: [user, results(result())] },
      'immediately after a function call turn',
    ],
    [
      'results mixed with text',
      flash25,
      { contents: [user, model(call()), results(result(), { text: 'and' })] },
      'ending with a model turn',
    ],
    [
      'a nameless result',
      flash25,
      { contents: [user, model(call()), results({ functionResponse: { response: {} } })] },
      'function_response.name: Name cannot be empty',
    ],
    [
      'a model turn at the end, newer models',
      'gemini-3.8-flash',
      { contents: [user, model({ text: 'The' })] },
      'Requests ending with a model turn',
    ],
    [
      'an unsigned call of the current turn',
      flash3,
      { contents: [user, model(call()), results(result())] },
      'Function call is missing a thought_signature',
    ],
    [
      'a signature made elsewhere',
      flash3,
      { contents: [user, model(call('f', { thoughtSignature: 'U0lH' })), results(result())] },
      'Corrupted thought signature',
    ],
    [
      'a level on 2.5',
      flash25,
      config({ thinkingConfig: { thinkingLevel: 'LOW' } }),
      'Thinking level is not supported',
    ],
    [
      'a level the family lacks',
      'gemini-3-pro-preview',
      config({ thinkingConfig: { thinkingLevel: 'medium' } }),
      'Thinking level MEDIUM is not supported',
    ],
    [
      'level and budget',
      flash3,
      config({ thinkingConfig: { thinkingLevel: 'LOW', thinkingBudget: 1 } }),
      'only one of thinking budget and thinking level',
    ],
    [
      'budget 0 on 2.5 pro',
      'gemini-2.5-pro',
      config({ thinkingConfig: { thinkingBudget: 0 } }),
      'only works in thinking mode',
    ],
    [
      'a budget out of range',
      'gemini-2.5-pro',
      config({ thinkingConfig: { thinkingBudget: 99_999 } }),
      'between 128 and 32768',
    ],
    [
      'a penalty on 2.5',
      flash25,
      config({ presencePenalty: 0.5 }),
      'Penalty is not enabled for models/gemini-2.5-flash',
    ],
    ['six stop sequences', flash25, config({ stopSequences: ['1', '2', '3', '4', '5', '6'] }), 'stop_sequences'],
    ['a bad function name', flash25, { contents: [user], ...declare({ name: '1bad' }) }, 'Invalid function name'],
    [
      'a function declared twice',
      flash25,
      { contents: [user], ...declare({ name: 'f' }, { name: 'f' }) },
      'Duplicate function declaration found: f',
    ],
    [
      'a calling config alone',
      flash25,
      { contents: [user], toolConfig: { functionCallingConfig: { mode: 'AUTO' } } },
      'set without function_declarations',
    ],
    [
      'JSON mode with functions on 2.x',
      flash25,
      { ...config({ responseMimeType: 'application/json' }), ...declare({ name: 'f' }) },
      "'application/json' is unsupported",
    ],
    [
      'built-in tools with functions on 2.x',
      flash25,
      { contents: [user], tools: [{ functionDeclarations: [{ name: 'f' }] }, { googleSearch: {} }] },
      'Tool use with function calling',
    ],
    [
      'a keyword that Schema lacks',
      flash25,
      { contents: [user], ...declare({ name: 'f', parameters: { ...schema, additionalProperties: false } }) },
      '\\"additionalProperties\\" at \'tools[0].function_declarations[0].parameters\'',
    ],
    [
      'such a keyword deep inside',
      flash25,
      { contents: [user], ...declare({ name: 'f', parameters: { type: 'OBJECT', properties: { a: { const: 1 } } } }) },
      "parameters.properties[0].value'",
    ],
    [
      'such a keyword in the response schema',
      flash25,
      config({ responseMimeType: 'application/json', responseSchema: { ...schema, $defs: {} } }),
      "at 'generation_config.response_schema'",
    ],
    [
      'an object without properties',
      flash25,
      { contents: [user], ...declare({ name: 'f', parameters: { type: 'object' } }) },
      'should be non-empty for OBJECT type',
    ],
    [
      'an array without items',
      flash25,
      {
        contents: [user],
        ...declare({ name: 'f', parameters: { type: 'OBJECT', properties: { a: { type: 'ARRAY' } } } }),
      },
      'properties[a].items: missing field',
    ],
    [
      'a required property that is not there',
      flash25,
      { contents: [user], ...declare({ name: 'f', parameters: { ...schema, required: ['b'] } }) },
      'required[0]: property is not defined',
    ],
    [
      'cached content beside a system text',
      flash25,
      { contents: [user], systemInstruction: user, cachedContent: 'cachedContents/x' },
      'CachedContent can not be used',
    ],
    [
      'inline data that is no base64',
      flash25,
      { contents: [{ parts: [{ inlineData: { mimeType: 'image/png', data: '@@@' } }] }] },
      'Base64 decoding failed',
    ],
    ['a body that is no object', flash25, [], 'Invalid value at'],
  ])('refuses %s', async (_, name, body, message) => {
    const refused = await send(name, body)
    expect(refused.message).toContain(message)
    expect(refused).toMatchObject({ status: 400, message: expect.stringContaining('INVALID_ARGUMENT') })
  })
})
