import { describe, expect, it } from '@jest/globals'
import type { GenerationRequest } from '../src/canonical/request.ts'
import type { JsonObject } from '../src/json/json.ts'
import {
  assistant,
  call,
  contents,
  encode,
  hi,
  hiContent,
  refusal,
  result,
  results,
  third,
  tool,
} from './gemini-backend-request.ts'

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

  it.each([
    'gemini-2.0-flash',
    'gemini-2.5-flash-image',
    'gemini-2.5-flash-preview-tts',
    'gemini-2.5-pro-preview-tts',
    'gemma-3-27b-it',
    'gemma-3n-e4b-it',
  ])('is named, and not sent, for %s, which cannot think', (model) => {
    const { body, dropped } = encode({ model, thinking: { budgetTokens: 128, includeThoughts: true } })
    expect(body).not.toHaveProperty('generationConfig')
    expect(dropped).toHaveLength(1)
  })

  it.each(['gemini-3-pro-image-preview', 'gemma-4-31b-it', 'gemma-10-1b-it'])('is sent to %s', (model) => {
    expect(encode({ model, thinking: { effort: 'high' } }).body).toHaveProperty('generationConfig.thinkingConfig')
  })

  it('leaves the amount to the model where that is asked for', () => {
    expect(encode({ model: third, thinking: { budgetTokens: -1 } }).body).toEqual({ contents: [hiContent] })
  })
})

describe('generationConfig for Gemini', () => {
  it('holds members that only Google knows', () => {
    const google = { generationConfig: { mediaResolution: 'MEDIA_RESOLUTION_LOW' } }
    expect(encode({ extensions: { gemini: google }, topK: 4 }).body.generationConfig).toEqual({
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

/** A vendor's message that calls these. */
const callOf = (...names: string[]) => ({
  data: JSON.stringify({
    candidates: [{ content: { parts: names.map((name) => ({ functionCall: { name, args: {} } })) } }],
  }),
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
    const { body, decoder } = encode({ tools: [tool('a b'), tool('a_b')] })
    const [{ functionDeclarations: [rewritten, valid] = [] } = {}] = body.tools as {
      functionDeclarations: JsonObject[]
    }[]
    expect(valid?.name).toBe('a_b')
    expect(rewritten?.name).toMatch(/^a_b_[0-9a-f]{8}$/)
    const [, started] = [...decoder.push(callOf(String(rewritten?.name)))]
    expect(started).toMatchObject({ type: 'tool-call-start', name: 'a b' })
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
    const started = ({ decoder }: ReturnType<typeof encode>) =>
      [...decoder.push(callOf('f', 'g'))].filter(({ type }) => type === 'tool-call-start').length
    expect([started(encode({ parallelToolCalls: false })), started(encode({}))]).toEqual([1, 2])
  })
})

describe('the path of a streaming call', () => {
  it.each([
    ['gemini-2.5-flash', '/models/gemini-2.5-flash'],
    ['models/gemini-2.5-flash', '/models/gemini-2.5-flash'],
    ['google/gemini-2.5-flash', '/models/gemini-2.5-flash'],
    ['Google/Gemini-2.5-Flash', '/models/gemini-2.5-flash'],
    ['tunedModels/my-model', '/tunedModels/my-model'],
    ['a b?c#d:é🙂\ud800', '/models/a%20b%3Fc%23d%3A%C3%A9%F0%9F%99%82%EF%BF%BD'],
    ["it's", '/models/it%27s'],
  ])('of %j', (model, path) => {
    expect(encode({ model }).path).toBe(`${path}:streamGenerateContent?alt=sse`)
  })

  it.each(['..', '../files', 'tunedModels/../x', 'a//b', '', 'models/'])('does not exist for %j', (model) => {
    expect(() => encode({ model })).toThrow(expect.objectContaining({ kind: 'not-found' }))
  })
})
