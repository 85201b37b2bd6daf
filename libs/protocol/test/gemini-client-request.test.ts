import { describe, expect, it } from '@jest/globals'
import { GatewayError } from '../src/canonical/error.ts'
import type { GenerationRequest } from '../src/canonical/request.ts'
import type { Sources } from '../src/codec.ts'
import { geminiClient } from '../src/gemini/client/index.ts'
import type { Json, JsonObject } from '../src/json/json.ts'

const sources: Sources = {
  createdAt: 0,
  nowMs: () => 0,
  random: () => 0,
  randomId: () => 'r'.repeat(24),
  sha256: (text) =>
    [...text]
      .map((char) => char.charCodeAt(0).toString(16))
      .join('')
      .padEnd(64, '0'),
}

const user: JsonObject = { role: 'user', parts: [{ text: 'hi' }] }
const hi = { role: 'user', parts: [{ type: 'text', text: 'hi' }] }
const TS = { type: 'object', properties: { a: { type: 'string' } } }

function decode(body: JsonObject) {
  return geminiClient.decodeRequest({ model: 'up', stream: false, body: { contents: [user], ...body } }, sources)
}

function request(body: JsonObject): GenerationRequest {
  return decode(body).request
}

/** The schema of the only tool. */
function schemaOf(parameters: Json): Json | undefined {
  const [tool] = request({ tools: [{ functionDeclarations: [{ name: 'f', parameters }] }] }).tools
  return tool?.type === 'function' ? tool.schema : undefined
}

function messages(...contents: Json[]) {
  return request({ contents }).messages
}

function refusal(body: JsonObject): GatewayError {
  try {
    decode(body)
  } catch (error) {
    if (error instanceof GatewayError) return error
    throw error
  }
  throw new Error('the request was accepted')
}

const call = (name: string, args?: JsonObject, id?: string): JsonObject => ({
  functionCall: { ...(id && { id }), name, ...(args && { args }) },
})
const answer = (name: string, response?: Json, id?: string): JsonObject => ({
  functionResponse: { ...(id && { id }), name, ...(response !== undefined && { response }) },
})
const model = (...parts: JsonObject[]): JsonObject => ({ role: 'model', parts })
const says = (...parts: JsonObject[]): JsonObject => ({ role: 'user', parts })

describe('a Gemini request, contents', () => {
  it.each<[string, Json]>([
    ['a string', 'S'],
    ['an object', { role: 'system', parts: [{ text: 'S' }] }],
    ['parts without an array', { parts: { text: 'S' } }],
    ['a lone part', { text: 'S' }],
    ['an array of parts', [{ text: 'S' }]],
  ])('T181 takes systemInstruction as %s', (_, value) => {
    expect(request({ systemInstruction: value }).system).toEqual([{ text: 'S' }])
    expect(request({ system_instruction: value }).system).toEqual([{ text: 'S' }])
  })

  it('joins the texts of systemInstruction with line ends and leaves empty ones out', () => {
    expect(request({ systemInstruction: { parts: [{ text: 'a' }, { text: '' }, { text: 'b' }] } }).system).toEqual([
      { text: 'a\nb' },
    ])
    expect(request({ systemInstruction: '' }).system).toEqual([])
  })

  it.each<[string, Json]>([
    ['without role', [{ parts: [{ text: 'hi' }] }]],
    ['as one object', { parts: [{ text: 'hi' }] }],
    ['as a string', 'hi'],
    ['with a lone part in it', [{ parts: { text: 'hi' } }]],
  ])('T182 takes contents %s', (_, contents) => {
    expect(request({ contents }).messages).toEqual([hi])
  })

  it('T187 concatenates neighbouring texts', () => {
    expect(messages(says({ text: 'a' }, { text: 'b' }))).toEqual([
      { role: 'user', parts: [{ type: 'text', text: 'ab' }] },
    ])
  })

  it('T188 drops a model content that holds nothing but thoughts', () => {
    expect(messages(user, model({ text: 'T', thought: true }), says({ text: 'x' }))).toEqual([
      hi,
      { role: 'user', parts: [{ type: 'text', text: 'x' }] },
    ])
  })

  it('joins the model contents that the JS chat helper makes of every chunk, heartbeats included', () => {
    const chunks = [model({ text: 'a' }), model({ text: '' }), model({ text: 'b' }), model(call('f', {}, 'c1'))]
    const [, assistant] = messages(user, ...chunks, says(answer('f', { output: 'r' }, 'c1')))
    expect(assistant).toEqual({
      role: 'assistant',
      parts: [
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b' },
        expect.objectContaining({ type: 'tool-call', id: 'c1' }),
      ],
    })
  })

  it('reports what stands beside the content of a part', () => {
    const { dropped } = decode({ contents: [says({ text: 'a', part_metadata: { x: 1 } })] })
    expect(dropped).toEqual(['contents[0].parts[0].partMetadata'])
  })

  it('keeps signatures on their own parts, in both spellings', () => {
    const [, assistant] = messages(user, model({ text: 'a' }, { text: '', thought_signature: 'U0lH' }))
    expect(assistant?.role === 'assistant' && assistant.parts).toEqual([
      { type: 'text', text: 'a', signature: undefined },
      { type: 'text', text: '', signature: { protocol: 'gemini', text: 'U0lH' } },
    ])
  })

  it('turns executed code and its result into fenced text', () => {
    const executed = model(
      { executableCode: { language: 'PYTHON', code: 'print(1)' } },
      { code_execution_result: { outcome: 'OUTCOME_OK', output: '1\n' } },
    )
    expect(messages(user, executed)[1]).toMatchObject({
      parts: [{ text: '\n```python\nprint(1)\n```\n\n```output\n1\n```\n' }],
    })
  })

  it('reports the parts of server-side tools and video hints as dropped', () => {
    const video = { fileData: { fileUri: 'https://a.test/v.mp4' }, videoMetadata: { fps: 1 } }
    const { dropped } = decode({ contents: [says(video), model({ toolCall: { id: 's' } }, { text: 'a' })] })
    expect(dropped).toEqual(['contents[0].parts[0].videoMetadata', 'contents[1].parts[0].toolCall'])
  })

  it('replaces lone surrogates everywhere', () => {
    const { messages } = request({ contents: [says({ text: 'a\ud800' }), model(call('f', { 'k\udc00': 'v\ud83d' }))] })
    expect(messages[0]).toMatchObject({ parts: [{ text: 'a\ufffd' }] })
    expect(messages[1]).toMatchObject({ parts: [{ arguments: '{"k\ufffd":"v\ufffd"}' }] })
  })
})

describe('a Gemini request, media', () => {
  it('takes URL-safe base64 in snake case and makes it standard', () => {
    const [message] = messages(says({ inline_data: { mime_type: 'image/jpg', data: '-_8' } }))
    expect(message).toMatchObject({
      parts: [
        { type: 'media', mimeType: 'image/jpeg', source: { type: 'base64', data: '+/8=' }, at: 'contents[0].parts[0]' },
      ],
    })
  })

  it('T208 keeps file addresses, with the type of the name where none is said', () => {
    const [message] = messages(
      says(
        { fileData: { fileUri: 'https://a.test/x.png?q=1' } },
        { file_data: { file_uri: 'gs://b/o', mime_type: 'image/png' } },
      ),
    )
    expect(message).toMatchObject({
      parts: [
        { mimeType: 'image/png', source: { type: 'url', url: 'https://a.test/x.png?q=1' } },
        { mimeType: 'image/png', source: { type: 'url', url: 'gs://b/o' } },
      ],
    })
  })

  it.each(['files/abc-1', 'https://generativelanguage.googleapis.com/v1beta/files/abc-1'])(
    'knows %s as a file',
    (fileUri) => {
      expect(messages(says({ fileData: { fileUri } }))[0]).toMatchObject({
        parts: [{ source: { type: 'file', id: 'files/abc-1' } }],
      })
    },
  )
})

describe('a Gemini request, calls and their results', () => {
  it('T190 gives a call without id one that is the same the next time', () => {
    const contents = [user, model(call('f', { a: 'x' })), says(answer('f', { output: '42' }))]
    const [, assistant, tool] = messages(...contents)
    const part = assistant?.role === 'assistant' ? assistant.parts[0] : undefined
    expect(part).toMatchObject({ type: 'tool-call', name: 'f', arguments: '{"a":"x"}', idMade: true })
    const id = part?.type === 'tool-call' ? part.id : ''
    expect(id).toMatch(/^call_[0-9a-f]{24}$/)
    expect(tool).toEqual({ role: 'tool', results: [{ callId: id, name: 'f', parts: [{ type: 'text', text: '42' }] }] })
    expect(messages(...contents)).toEqual([hi, assistant, tool])
  })

  it('T191 answers two calls of one name in their order', () => {
    const [, assistant, tool] = messages(
      user,
      model(call('f', { n: 1 }), call('f', { n: 2 })),
      says(answer('f', { output: 'A' }), answer('f', { output: 'B' })),
    )
    const ids =
      assistant?.role === 'assistant' ? assistant.parts.map((part) => part.type === 'tool-call' && part.id) : []
    expect(new Set(ids).size).toBe(2)
    expect(tool).toMatchObject({
      results: [
        { callId: ids[0], parts: [{ text: 'A' }] },
        { callId: ids[1], parts: [{ text: 'B' }] },
      ],
    })
  })

  it('matches by id before name, across contents and under role function', () => {
    const [, , tool] = messages(
      user,
      model(call('f', {}, 'a'), call('f', {}, 'b')),
      says(answer('f', { output: 'B' }, 'b')),
      { role: 'function', parts: [answer('f', { output: 'A' }, 'a')] },
    )
    expect(tool).toMatchObject({
      results: [
        { callId: 'a', parts: [{ text: 'A' }] },
        { callId: 'b', parts: [{ text: 'B' }] },
      ],
    })
  })

  it.each<[Json | undefined, string]>([
    [{ output: 'x' }, 'x'],
    [{ result: { k: 1 } }, '{"result":{"k":1}}'],
    [{ output: { k: 1 } }, '{"output":{"k":1}}'],
    [{ output: 'x', more: 1 }, '{"output":"x","more":1}'],
    [{ error: 'e' }, '{"error":"e"}'],
    [undefined, '{}'],
  ])('T193 reads the response %j', (response, text) => {
    expect(messages(user, model(call('f')), says(answer('f', response)))[2]).toMatchObject({
      results: [{ parts: [{ text }] }],
    })
  })

  it('T194 puts the result before the text of the same content', () => {
    const [, , ...after] = messages(
      user,
      model(call('f', {}, 'c1')),
      says({ text: 'go' }, answer('f', { output: 'r' }, 'c1')),
    )
    expect(after).toEqual([
      { role: 'tool', results: [{ callId: 'c1', name: 'f', parts: [{ type: 'text', text: 'r' }] }] },
      { role: 'user', parts: [{ type: 'text', text: 'go' }] },
    ])
  })

  it('keeps the media of a result', () => {
    const response = {
      functionResponse: { name: 'f', parts: [{ inlineData: { mimeType: 'image/png', data: 'QUFB' } }] },
    }
    expect(messages(user, model(call('f')), says(response))[2]).toMatchObject({
      results: [
        { parts: [{ text: '{}' }, { mimeType: 'image/png', at: 'contents[2].parts[0].functionResponse.parts[0]' }] },
      ],
    })
  })

  it.each([
    ['before any call', [says(answer('gone', {}))]],
    ['of another name', [user, model(call('f')), says(answer('gone', {}))]],
    ['answered twice', [user, model(call('gone')), says(answer('gone', {}), answer('gone', {}))]],
    ['after the next turn', [user, model(call('gone')), user, model({ text: 'x' }), says(answer('gone', {}))]],
  ])('T196 refuses a response %s, naming the function', (_, contents) => {
    const error = refusal({ contents })
    expect([error.status, error.message]).toEqual([400, expect.stringContaining("'gone'")])
  })

  it('T197 G9 gives a call without response a result that says so, also in the last turn', () => {
    const result = { parts: [{ type: 'text', text: '{"error":"no result provided"}' }], callId: 'c1', name: 'f' }
    expect(messages(user, model(call('f', {}, 'c1')), user).slice(2)).toEqual([{ role: 'tool', results: [result] }, hi])
    expect(messages(user, model(call('f', {}, 'c1'))).slice(2)).toEqual([{ role: 'tool', results: [result] }])
  })
})

describe('a Gemini request, tools', () => {
  const tools = (declaration: JsonObject): JsonObject => ({ tools: [{ functionDeclarations: [declaration] }] })

  it.each(['parametersJsonSchema', 'parameters_json_schema'])('T202 passes %s as it is', (member) => {
    expect(request(tools({ name: 'f', [member]: TS })).tools).toEqual([
      { type: 'function', name: 'f', description: undefined, schema: TS, at: 'tools[0].functionDeclarations[0]' },
    ])
  })

  it('T199 turns a Schema into JSON Schema', () => {
    const parameters = {
      type: 'OBJECT',
      properties: {
        n: { type: 'STRING', nullable: true },
        k: { type: 'INTEGER', format: 'enum', enum: ['1', '2'] },
        l: { type: 'ARRAY', items: { type: 'STRING', format: 'enum', enum: ['a'] }, minItems: '1' },
      },
      required: ['n'],
      propertyOrdering: ['n', 'k', 'l'],
    }
    expect(schemaOf(parameters)).toEqual({
      type: 'object',
      properties: {
        n: { type: ['string', 'null'] },
        k: { type: 'integer', enum: [1, 2] },
        l: { type: 'array', items: { type: 'string', enum: ['a'] }, minItems: 1 },
      },
      required: ['n'],
    })
  })

  it.each<[JsonObject, JsonObject]>([
    [
      { type: 'STRING', nullable: true, enum: ['a'] },
      { type: ['string', 'null'], enum: ['a', null] },
    ],
    [{ any_of: [{ type: 'STRING' }], nullable: true }, { anyOf: [{ type: 'string' }, { type: 'null' }] }],
    [
      { type: 'OBJECT', anyOf: [{ required: ['a'] }], nullable: true },
      { type: ['object', 'null'], anyOf: [{ required: ['a'] }] },
    ],
    [
      { type: 'STRING', max_length: '5', example: 'x' },
      { type: 'string', maxLength: 5 },
    ],
    [
      { type: 'OBJECT', properties: { min_items: { type: 'STRING' }, example: { type: 'STRING' } } },
      { type: 'object', properties: { min_items: { type: 'string' }, example: { type: 'string' } } },
    ],
    [
      { type: 'object', additionalProperties: false },
      { type: 'object', additionalProperties: false },
    ],
  ])('T200 turns %j into %j', (parameters, schema) => {
    expect(schemaOf(parameters)).toEqual(schema)
  })

  it('keeps a property named __proto__', () => {
    const parameters = JSON.parse('{"type":"OBJECT","properties":{"__proto__":{"type":"STRING"}}}')
    expect(JSON.stringify(schemaOf(parameters))).toContain('"__proto__":{"type":"string"}')
  })

  it('T209 knows the tools that Google runs and drops by name those that only Google has', () => {
    const { request, dropped } = decode({
      tools: [
        { google_search: {} },
        { googleSearchRetrieval: {} },
        { codeExecution: {} },
        { url_context: {} },
        { google_maps: {} },
      ],
    })
    expect(request.builtinTools).toEqual([
      { type: 'web-search', at: 'googleSearch' },
      { type: 'code-execution', at: 'codeExecution' },
      { type: 'url-context', at: 'urlContext' },
    ])
    expect(dropped).toEqual(['googleMaps'])
  })

  it.each<[JsonObject, unknown]>([
    [{ mode: 'AUTO' }, { type: 'auto' }],
    [{ mode: 'none' }, { type: 'none' }],
    [{ mode: 'ANY' }, { type: 'required', names: undefined }],
    [
      { mode: 'ANY', allowed_function_names: ['f'] },
      { type: 'required', names: ['f'] },
    ],
    [{ mode: 'VALIDATED' }, { type: 'auto', names: undefined }],
    [{}, undefined],
  ])('reads the calling config %j', (functionCallingConfig, toolChoice) => {
    const body = { ...tools({ name: 'f' }), tool_config: { function_calling_config: functionCallingConfig } }
    expect(request(body).toolChoice).toEqual(toolChoice)
  })

  it('has no choice where there is no function', () => {
    expect(request({ toolConfig: { functionCallingConfig: { mode: 'ANY' } } }).toolChoice).toBeUndefined()
  })
})

describe('a Gemini request, settings', () => {
  const config = (generationConfig: JsonObject) => request({ generationConfig })

  it('carries every sampling setting', () => {
    const settings = { temperature: 0.5, topP: 0.9, topK: 64, maxOutputTokens: 10, seed: 7 }
    const more = { presencePenalty: 1, frequencyPenalty: 0, candidateCount: 2, stopSequences: ['a', ''] }
    expect(config({ ...settings, ...more, responseLogprobs: true, logprobs: 3 })).toMatchObject({
      ...settings,
      presencePenalty: 1,
      frequencyPenalty: undefined,
      choices: 2,
      stop: ['a'],
      logprobs: { top: 3 },
    })
    expect(request({ generation_config: { max_output_tokens: 5, candidate_count: 1 } })).toMatchObject({
      maxOutputTokens: 5,
      choices: undefined,
    })
  })

  it.each<[JsonObject, unknown]>([
    [{ responseMimeType: 'application/json' }, { type: 'json' }],
    [{ responseMimeType: 'text/plain' }, { type: 'text' }],
    [{}, { type: 'text' }],
    [
      {
        responseMimeType: 'application/json',
        responseSchema: { type: 'OBJECT', properties: { a: { type: 'STRING' } } },
      },
      { type: 'json-schema', schema: TS, name: 'response' },
    ],
    [
      { response_mime_type: 'application/json', responseJsonSchema: TS },
      { type: 'json-schema', schema: TS, name: 'response' },
    ],
    [
      { responseMimeType: 'application/json', _responseJsonSchema: TS },
      { type: 'json-schema', schema: TS, name: 'response' },
    ],
    [
      { response_mime_type: 'application/json', _response_json_schema: TS },
      { type: 'json-schema', schema: TS, name: 'response' },
    ],
  ])('T203 reads the output format of %j', (generationConfig, output) => {
    expect(config(generationConfig).output).toEqual(output)
  })

  it.each<[JsonObject, unknown]>([
    [{ thinkingBudget: 0 }, { budgetTokens: 0 }],
    [
      { thinking_budget: -1, include_thoughts: true },
      { budgetTokens: -1, includeThoughts: true },
    ],
    [{ thinkingLevel: 'HIGH' }, { effort: 'high' }],
    [{ thinkingLevel: 'MINIMAL' }, { effort: 'minimal' }],
  ])('T206 reads the thinking of %j', (thinkingConfig, thinking) => {
    expect(config({ thinkingConfig }).thinking).toEqual(thinking)
  })

  it('T211 carries safety settings for the backend to judge and reports what nobody else knows', () => {
    const { request, dropped } = decode({
      safetySettings: [{ category: 'C', threshold: 'OFF' }],
      labels: { a: 'b' },
      generationConfig: { topK: 64, mediaResolution: 'LOW', image_config: {} },
    })
    expect(request.extensions).toEqual({ gemini: { safetySettings: [{ category: 'C', threshold: 'OFF' }] } })
    expect(dropped).toEqual(['labels', 'generationConfig.mediaResolution', 'generationConfig.imageConfig'])
  })

  it.each<[string, JsonObject]>([
    ['generationConfig.temperature', { generationConfig: { temperature: '1' } }],
    ['generationConfig.topK', { generationConfig: { topK: 1.5 } }],
    ['generationConfig.maxOutputTokens', { generationConfig: { max_output_tokens: 0 } }],
    ['generationConfig.stopSequences', { generationConfig: { stopSequences: 'a' } }],
    [
      'generationConfig.responseMimeType',
      { generationConfig: { responseMimeType: 'text/x.enum', responseSchema: {} } },
    ],
    ['generationConfig.responseModalities', { generationConfig: { responseModalities: ['TEXT', 'IMAGE'] } }],
    ['generationConfig.logprobs', { generationConfig: { logprobs: 3 } }],
    [
      'generationConfig.thinkingConfig',
      { generationConfig: { thinkingConfig: { thinkingBudget: 1, thinkingLevel: 'LOW' } } },
    ],
    [
      'generationConfig.thinkingConfig.thinkingLevel',
      { generationConfig: { thinkingConfig: { thinkingLevel: 'SOME' } } },
    ],
    ['generationConfig', { generationConfig: [] }],
    ['cachedContent', { cachedContent: 'cachedContents/x' }],
    ['safetySettings', { safetySettings: {} }],
    ['contents', { contents: [] }],
    ['contents', { contents: [model({ text: 'T', thought: true })] }],
    ['contents[0]', { contents: [7] }],
    ['contents[0].role', { contents: [{ role: 'assistant', parts: [{ text: 'x' }] }] }],
    ['contents[0].parts', { contents: [{ role: 'user' }] }],
    ['contents[0].parts[1]', { contents: [says({ text: 'a' }, { unheardOf: 1 })] }],
    ['contents[0].parts[0]', { contents: [says(call('f'))] }],
    ['contents[1].parts[0]', { contents: [user, model(answer('f'))] }],
    ['contents[0].parts[0].text', { contents: [says({ text: 1 })] }],
    [
      'contents[0].parts[0].inlineData.data',
      { contents: [says({ inlineData: { mimeType: 'image/png', data: '!!!' } })] },
    ],
    ['contents[0].parts[0].fileData.fileUri', { contents: [says({ fileData: {} })] }],
    ['contents[0].parts[0].functionCall.name', { contents: [model({ functionCall: {} })] }],
    ['tools[0].functionDeclarations[0].name', { tools: [{ functionDeclarations: [{}] }] }],
    ['toolConfig.functionCallingConfig.mode', { toolConfig: { functionCallingConfig: { mode: 'SOME' } } }],
    ['systemInstruction', { systemInstruction: 7 }],
  ])('refuses with a 400 that names %s', (param, body) => {
    const error = refusal(body)
    expect([error.status, error.param, error.message]).toEqual([400, param, expect.stringContaining(param)])
  })
})

describe('a Gemini outline', () => {
  const outline = (body: JsonObject, stream?: boolean) =>
    geminiClient.outline({ model: 'up', stream, body: { contents: [user], ...body } })

  it('reads model and stream from the path', () => {
    expect(outline({}, true)).toEqual({ model: 'up', stream: true, choices: 1, structured: false })
    expect(outline({ generation_config: { candidate_count: 3 } })).toMatchObject({ stream: false, choices: 3 })
  })

  it.each([
    { responseMimeType: 'application/json' },
    { response_schema: {} },
    { responseJsonSchema: {} },
    { _responseJsonSchema: {} },
  ])('sees structured output in %j', (generationConfig) => {
    expect(outline({ generationConfig }).structured).toBe(true)
  })

  it.each<[string, () => unknown]>([
    ['contents', () => outline({ contents: [] })],
    ['contents', () => outline({ contents: null })],
    ['model', () => geminiClient.outline({ body: { contents: [user] } })],
    ['model', () => geminiClient.outline({ model: 'm'.repeat(257), body: { contents: [user] } })],
    ['generationConfig.candidateCount', () => outline({ generationConfig: { candidateCount: 'x' } })],
  ])('refuses a bad %s', (param, read) => {
    expect(read).toThrow(expect.objectContaining({ kind: 'bad-request', param }))
  })
})
