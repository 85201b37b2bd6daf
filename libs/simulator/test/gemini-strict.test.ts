import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createGeminiSimulator } from '../src/index.ts'
import type { Simulator } from '../src/simulator.ts'
import { post } from './calls.ts'

const user = { role: 'user', parts: [{ text: 'hi' }] }
const call = (name = 'f', more = {}) => ({ functionCall: { name, args: {} }, ...more })
const result = (name = 'f') => ({ functionResponse: { name, response: { output: 1 } } })
const model = (...parts: object[]) => ({ role: 'model', parts })
const results = (...parts: object[]) => ({ role: 'user', parts })
const declare = (...declarations: object[]) => ({ tools: [{ functionDeclarations: declarations }] })
const schema = { type: 'OBJECT', properties: { a: { type: 'STRING' } } }
const signed = { thoughtSignature: 'skip_thought_signature_validator' }
const config = (generationConfig: object) => ({ contents: [user], generationConfig })

const flash25 = 'gemini-2.5-flash'
const flash3 = 'gemini-3-flash-preview'

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

  it.each<[what: string, model: string, body: object]>([
    [
      'snake case and URL-safe base64',
      flash25,
      { contents: [{ parts: [{ inline_data: { mime_type: 'image/webp', data: '-__--_8=' } }] }] },
    ],
    ['nulls', flash25, { contents: [user], systemInstruction: null, generationConfig: { temperature: null } }],
    [
      'a JSON Schema with any keyword',
      flash25,
      {
        contents: [user],
        ...declare({ name: 'f', parametersJsonSchema: { type: 'object', $defs: {}, additionalProperties: false } }),
      },
    ],
    [
      'a property named like a keyword that is none',
      flash25,
      {
        contents: [user],
        ...declare({ name: 'f', parameters: { type: 'OBJECT', properties: { $ref: { type: 'STRING' } } } }),
      },
    ],
    [
      'calls with as many results',
      flash25,
      { contents: [user, model({ text: 'a' }, call(), call('g')), results(result(), result('g'))] },
    ],
    ['a placeholder signature', flash3, { contents: [user, model(call('f', signed)), results(result())] }],
    [
      'unsigned calls of an earlier turn',
      flash3,
      { contents: [user, model(call()), results(result()), model({ text: 'ok' }), user] },
    ],
    ['a model turn at the end on 2.5', flash25, { contents: [user, model({ text: 'The' })] }],
    ['a model turn of one empty text', flash25, { contents: [user, model({ text: '' }), user] }],
    ['a level in lower case', flash3, config({ thinkingConfig: { thinkingLevel: 'minimal' } })],
    ['a penalty on 2.0', 'gemini-2.0-flash', config({ presencePenalty: 0.5 })],
    [
      'JSON mode with functions on 3',
      flash3,
      { ...config({ responseMimeType: 'application/json' }), ...declare({ name: 'f' }) },
    ],
    [
      'thresholds that are OFF',
      flash25,
      { contents: [user], safetySettings: [{ category: 'HARM_CATEGORY_CIVIC_INTEGRITY', threshold: 'OFF' }] },
    ],
  ])('takes %s', async (_, name, body) => {
    const taken = await send(name, body)
    expect(taken.message).toContain('candidates')
    expect(taken.status).toBe(200)
  })

  it('takes its own signature back', async () => {
    const tools = declare({ name: 'f' })
    const asked = { role: 'user', parts: [{ text: 'call f' }] }
    const first = await post(simulator, [`/v1beta/models/${flash3}:generateContent`, { contents: [asked], ...tools }])
    const { candidates } = (await first.json()) as { candidates: { content: object }[] }
    const contents = [asked, candidates[0]?.content, results(result())]
    const second = await send(flash3, { contents, ...tools })
    expect(second).toMatchObject({ status: 200, message: expect.stringContaining('The tool f answered') })
  })

  it('refuses nothing of the kind when it is lenient', async () => {
    const lenient = await createGeminiSimulator({ strict: false })
    const body = { contents: [{ parts: [{ text: 'hi' }] }], stream: true, generationConfig: { max_tokens: 1 } }
    const response = await post(lenient, [`/v1beta/models/${flash25}:generateContent`, body])
    expect(response.status).toBe(200)
    await lenient.close()
  })
})
