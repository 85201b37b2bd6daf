import { createHash } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { GatewayError } from '../src/canonical/error.ts'
import type { FunctionTool, GenerationRequest, Message, ToolCallPart, ToolResult } from '../src/canonical/request.ts'
import type { EncodeRequestOptions } from '../src/codec.ts'
import { geminiBackend } from '../src/gemini/backend/index.ts'
import { fieldNames } from '../src/gemini/client/field-names.ts'
import type { JsonObject } from '../src/json/json.ts'
import { placeholderSignature } from '../src/signature.ts'

const third = 'gemini-3-flash-preview'
const hi: Message = { role: 'user', parts: [{ type: 'text', text: 'hi' }] }
const hiContent = { role: 'user', parts: [{ text: 'hi' }] }
const options: EncodeRequestOptions = {
  sources: { createdAt: 0, randomId: () => '', sha256: (text) => createHash('sha256').update(text).digest('hex') },
  fieldNames,
  signatures: 'kept',
}

function encode(members: Partial<GenerationRequest>, changed: Partial<EncodeRequestOptions> = {}) {
  const request: GenerationRequest = {
    model: 'gemini-2.5-flash',
    system: [],
    messages: [hi],
    tools: [],
    builtinTools: [],
    stop: [],
    output: { type: 'text' },
    ...members,
  }
  return geminiBackend.encodeRequest(request, { ...options, ...changed })
}

function contents(
  messages: readonly Message[],
  model = 'gemini-2.5-flash',
  changed: Partial<EncodeRequestOptions> = {},
) {
  return encode({ model, messages }, changed).body.contents
}

function refusal(members: Partial<GenerationRequest>): GatewayError {
  try {
    encode(members)
  } catch (error) {
    if (error instanceof GatewayError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

function call(id: string, members: Partial<ToolCallPart> = {}): ToolCallPart {
  return { type: 'tool-call', id, name: 'f', arguments: '{}', ...members }
}

function assistant(...parts: Extract<Message, { role: 'assistant' }>['parts']): Message {
  return { role: 'assistant', parts }
}

function result(callId: string, members: Partial<ToolResult> = {}): ToolResult {
  return { callId, name: 'f', text: 'r', media: [], ...members }
}

function results(...items: ToolResult[]): Message {
  return { role: 'tool', results: items }
}

function tool(name: string, members: Partial<FunctionTool> = {}): FunctionTool {
  return { name, at: `tools[${name}]`, ...members }
}

describe('contents for Gemini', () => {
  it('gather results that came in several messages', () => {
    const [, , answers, ...rest] = contents([
      hi,
      assistant(call('1'), call('2')),
      results(result('2')),
      results(result('1')),
    ]) as JsonObject[]
    expect(answers).toMatchObject({ parts: [{ functionResponse: { id: '1' } }, { functionResponse: { id: '2' } }] })
    expect(rest).toEqual([])
  })

  it('keep what the user says apart from results', () => {
    const said = contents([hi, assistant(call('1')), results(result('1')), hi, hi]) as JsonObject[]
    expect(said.slice(2)).toEqual([
      { role: 'user', parts: [{ functionResponse: { id: '1', name: 'f', response: { output: 'r' } } }] },
      { role: 'user', parts: [{ text: 'hi' }, { text: 'hi' }] },
    ])
  })

  it('leave out ids that were made here, in the call and in its result', () => {
    const made = contents([hi, assistant(call('1', { idMade: true })), results(result('1'))])
    expect(JSON.stringify(made)).not.toContain('"id"')
  })

  it('say that a result is an error', () => {
    const failed = contents([hi, assistant(call('1')), results(result('1', { text: '{"k":1}', isError: true }))])
    expect(failed).toMatchObject([{}, {}, { parts: [{ functionResponse: { response: { error: '{"k":1}' } } }] }])
  })

  it.each([
    ['a repeated key', '{"a":1,"a":2}'],
    ['digits that no double has', '{"a":0.123456789012345678901}'],
    ['an infinite number', '{"a":1e999}'],
    ['ten thousand levels', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
  ])('keep a result with %s as its text', (_name, text) => {
    const kept = contents([hi, assistant(call('1')), results(result('1', { text }))])
    expect(kept).toMatchObject([{}, {}, { parts: [{ functionResponse: { response: { output: text } } }] }])
  })

  it('take apart a result with escaped quotes, colons in texts and ordinary numbers', () => {
    const value = { 'a"b:': ': "x" :', n: [1.5, -2, 1e3, 0.1, 9007199254740991], '': {} }
    const said = contents([hi, assistant(call('1')), results(result('1', { text: JSON.stringify(value, null, 2) }))])
    expect(said).toMatchObject([{}, {}, { parts: [{ functionResponse: { response: value } }] }])
  })

  it('wrap arguments of ten thousand levels instead of taking them apart', () => {
    const deep = `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`
    expect(contents([hi, assistant(call('1', { arguments: deep })), results(result('1'))])).toMatchObject([
      {},
      { parts: [{ functionCall: { args: { _raw: deep } } }] },
      {},
    ])
  })

  it('hold no half of a surrogate pair, however it was escaped', () => {
    const said = contents([
      hi,
      assistant(call('1', { arguments: '{"k":"\\ud83d"}' })),
      results(result('1', { text: '["\\udc00"]' })),
    ])
    expect(JSON.stringify(said)).not.toMatch(/\\ud83d|\\udc00/)
  })

  it('put media of results inside of them on 3, and behind them before', () => {
    const image = { type: 'media', mimeType: 'image/png', source: { type: 'base64', data: 'AAAA' }, at: 'm' } as const
    const page = { type: 'media', source: { type: 'url', url: 'https://x.test/a' }, at: 'm' } as const
    const messages = [hi, assistant(call('1')), results(result('1', { media: [image, page] })), hi]
    const inlineData = { inlineData: { mimeType: 'image/png', data: 'AAAA' } }
    const fileData = { fileData: { fileUri: 'https://x.test/a' } }
    expect((contents(messages) as JsonObject[])[3]).toEqual({
      role: 'user',
      parts: [inlineData, fileData, { text: 'hi' }],
    })
    const inside = contents(messages, third) as JsonObject[]
    expect(inside[2]).toMatchObject({ parts: [{ functionResponse: { parts: [inlineData] } }] })
    expect(inside[3]).toEqual({ role: 'user', parts: [fileData, { text: 'hi' }] })
  })

  it('are one blank where every message is empty', () => {
    expect(contents([assistant({ type: 'text', text: '' })])).toEqual([{ role: 'user', parts: [{ text: ' ' }] }])
  })

  it('merge a hundred thousand parts', () => {
    const many: Message = {
      role: 'user',
      parts: Array.from({ length: 200_000 }, () => ({ type: 'text', text: 'x' }) as const),
    }
    expect((contents([hi, many]) as JsonObject[])[0]?.parts).toHaveLength(200_001)
  })

  it('find Files API names at the configured address', () => {
    const file: Message = { role: 'user', parts: [{ type: 'media', source: { type: 'file', id: 'files/a' }, at: 'm' }] }
    expect(contents([file], undefined, { filesBaseUrl: 'https://g.test/v1beta' })).toMatchObject([
      { parts: [{ fileData: { fileUri: 'https://g.test/v1beta/files/a' } }] },
    ])
  })

  it.each([
    ['an http address', { source: { type: 'url', url: 'http://x.test/a.png' } }],
    ['a file address', { source: { type: 'url', url: 'file:///etc/passwd' } }],
    ['content of an unknown type', { source: { type: 'base64', data: 'AAAA' } }],
  ] as const)('refuse %s by its place', (_name, media) => {
    const message: Message = {
      role: 'user',
      parts: [{ type: 'media', at: 'messages[0].content[0].image_url.url', ...media }],
    }
    expect(refusal({ messages: [message] })).toMatchObject({
      status: 400,
      param: 'messages[0].content[0].image_url.url',
    })
  })
})

describe('thought signatures for Gemini', () => {
  const signed = [
    hi,
    assistant(call('1', { signature: 'U0lH' }), call('2', { signature: 'U0lI' })),
    results(result('1'), result('2')),
  ]

  it('are all replaced once the vendor has refused them', () => {
    const texts = JSON.stringify(contents(signed, third, { signatures: 'placeholder' }))
    expect(texts).not.toMatch(/U0lH|U0lI/)
    expect(texts.match(new RegExp(placeholderSignature, 'g'))).toHaveLength(2)
  })

  it('stand beside the call and on the first of a merged turn', () => {
    const merged = contents(
      [hi, assistant(call('1')), assistant(call('2')), results(result('1'), result('2'))],
      third,
    ) as JsonObject[]
    expect(merged[1]?.parts).toEqual([
      { functionCall: { id: '1', name: 'f', args: {} }, thoughtSignature: placeholderSignature },
      { functionCall: { id: '2', name: 'f', args: {} } },
    ])
  })

  it('that are no base64 are not sent', () => {
    const broken = [
      hi,
      assistant(call('1', { signature: 'not base64!' }), { type: 'text', text: 'a', signature: '?' }),
      results(result('1')),
    ]
    expect(JSON.stringify(contents(broken))).not.toContain('thoughtSignature')
    expect(JSON.stringify(contents(broken, third))).toContain(placeholderSignature)
  })

  it('keep an empty text that carries one', () => {
    expect(contents([hi, assistant({ type: 'text', text: '', signature: 'U0lH' }), hi])).toMatchObject([
      {},
      { parts: [{ text: '', thoughtSignature: 'U0lH' }] },
      {},
    ])
  })
})

describe('thinking for Gemini', () => {
  it.each([
    ['gemini-3-pro-preview', { effort: 'medium' }, { thinkingLevel: 'high' }],
    [
      'gemini-3-pro-preview',
      { effort: 'none', includeThoughts: true },
      { thinkingLevel: 'low', includeThoughts: false },
    ],
    ['gemini-3.1-pro-preview', { effort: 'medium' }, { thinkingLevel: 'medium' }],
    ['gemini-3.6-flash', { effort: 'none' }, { thinkingLevel: 'minimal', includeThoughts: false }],
    ['gemini-3.7-flash', { effort: 'minimal' }, { thinkingLevel: 'low' }],
    ['gemini-3.10-flash', { effort: 'minimal' }, { thinkingLevel: 'low' }],
    ['gemini-3.9-flash-lite', { effort: 'minimal' }, { thinkingLevel: 'minimal' }],
    ['gemini-flash-latest', { effort: 'xhigh' }, { thinkingLevel: 'high' }],
    ['models/gemini-2.5-pro', { budgetTokens: 0 }, { thinkingBudget: 128, includeThoughts: false }],
    ['gemini-2.5-pro', { budgetTokens: 99_999 }, { thinkingBudget: 32_768 }],
    ['gemini-2.5-flash-lite', { budgetTokens: 5 }, { thinkingBudget: 512 }],
    ['gemini-2.5-flash', { budgetTokens: -1 }, { thinkingBudget: -1 }],
    ['gemini-2.5-flash', { includeThoughts: true }, { includeThoughts: true }],
    [third, { budgetTokens: 8192 }, { thinkingLevel: 'medium' }],
    [third, { budgetTokens: 8193 }, { thinkingLevel: 'high' }],
    [third, { budgetTokens: 0 }, { thinkingLevel: 'minimal', includeThoughts: false }],
  ] as const)('on %s turns %j into %j', (model, thinking, thinkingConfig) => {
    expect(encode({ model, thinking })).toMatchObject({ body: { generationConfig: { thinkingConfig } }, dropped: [] })
  })

  it('leaves the amount to the model where that is asked for', () => {
    expect(encode({ model: third, thinking: { budgetTokens: -1 } }).body).toEqual({ contents: [hiContent] })
  })
})

describe('generationConfig for Gemini', () => {
  it('holds members that only Google knows', () => {
    const google = { generationConfig: { mediaResolution: 'MEDIA_RESOLUTION_LOW' } }
    expect(encode({ google, topK: 4 }).body.generationConfig).toEqual({
      mediaResolution: 'MEDIA_RESOLUTION_LOW',
      topK: 4,
    })
  })

  it('asks for one answer by saying nothing, and for several by number', () => {
    expect(encode({ choices: 1 }).body).not.toHaveProperty('generationConfig')
    expect(encode({ choices: 2 }).body.generationConfig).toEqual({ candidateCount: 2 })
  })

  it('folds negative and fractional seeds too', () => {
    expect(encode({ seed: -5_000_000_000 }).body.generationConfig).toEqual({ seed: -705_032_704 })
  })

  it('names a broken answer schema in the words of the client', () => {
    expect(refusal({ output: { type: 'json-schema', schema: [] } }).param).toBe('generationConfig.responseMimeType')
  })

  it("asks for JSON in words beside Google's own tools on 2.5", () => {
    const { body, dropped } = encode({ output: { type: 'json' }, builtinTools: [{ type: 'web-search', at: 'w' }] })
    expect(body).toMatchObject({
      systemInstruction: { parts: [{ text: expect.stringContaining('JSON') }] },
      tools: [{ googleSearch: {} }],
    })
    expect(dropped).toEqual(['generationConfig.responseMimeType'])
  })

  it('passes the service tier', () => {
    expect(encode({ serviceTier: 'flex' }).body.serviceTier).toBe('flex')
  })
})

describe('tools for Gemini', () => {
  it('are validated on 3 when one is strict and the choice is free', () => {
    const config = (members: Partial<GenerationRequest>) =>
      encode({ tools: [tool('f', { strict: true })], ...members }).body.toolConfig
    expect(config({ model: third })).toEqual({ functionCallingConfig: { mode: 'VALIDATED' } })
    expect(config({ model: third, toolChoice: { type: 'required' } })).toEqual({
      functionCallingConfig: { mode: 'ANY' },
    })
    expect(config({})).toBeUndefined()
  })

  it('keep valid names when others are rewritten to the same', () => {
    const { body, decoding } = encode({ tools: [tool('a b'), tool('a_b')] })
    const [{ functionDeclarations: [rewritten, valid] = [] } = {}] = body.tools as {
      functionDeclarations: JsonObject[]
    }[]
    expect(valid?.name).toBe('a_b')
    expect(rewritten?.name).toMatch(/^a_b_[0-9a-f]{8}$/)
    expect([...decoding.toolNames]).toEqual([[rewritten?.name, 'a b']])
  })

  it('refuse a choice of what is not offered, and a required call without tools', () => {
    expect(refusal({ tools: [tool('f')], toolChoice: { type: 'auto', names: ['g'] } }).param).toBe(
      'toolConfig.functionCallingConfig',
    )
    expect(refusal({ toolChoice: { type: 'required' } }).param).toBe('toolConfig.functionCallingConfig')
  })

  it('name tools of the history that are declared no more alike', () => {
    const said = contents([hi, assistant(call('1', { name: 'a b' })), results(result('1', { name: 'a b' }))])
    expect(JSON.stringify(said).match(/"a_b"/g)).toHaveLength(2)
  })

  it("stand once each when they are Google's own", () => {
    const builtinTools = (['web-search', 'web-search', 'url-context', 'code-execution'] as const).map((type) => ({
      type,
      at: type,
    }))
    expect(encode({ builtinTools }).body.tools).toEqual([
      { googleSearch: {} },
      { urlContext: {} },
      { codeExecution: {} },
    ])
  })

  it('tell the decoder to take one call only', () => {
    expect(encode({ parallelToolCalls: false }).decoding.firstCallOnly).toBe(true)
    expect(encode({}).decoding.firstCallOnly).toBe(false)
  })
})

describe('the path of a streaming call', () => {
  it.each([
    ['gemini-2.5-flash', '/models/gemini-2.5-flash'],
    ['models/gemini-2.5-flash', '/models/gemini-2.5-flash'],
    ['google/gemini-2.5-flash', '/models/gemini-2.5-flash'],
    ['tunedModels/my-model', '/tunedModels/my-model'],
    ['a b?c#d:é🙂\ud800', '/models/a%20b%3Fc%23d%3A%C3%A9%F0%9F%99%82%EF%BF%BD'],
    ["it's", '/models/it%27s'],
  ])('of %j', (model, path) => {
    expect(geminiBackend.streamPath(model)).toBe(`${path}:streamGenerateContent?alt=sse`)
  })

  it.each(['..', '../files', 'tunedModels/../x', 'a//b', '', 'models/'])('does not exist for %j', (model) => {
    expect(() => geminiBackend.streamPath(model)).toThrow(expect.objectContaining({ kind: 'not-found' }))
  })
})
