import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createGeminiSimulator } from '../src/index.ts'
import type { Simulator } from '../src/simulator.ts'
import { post } from './calls.ts'

import { call, config, declare, flash3, flash25, model, result, results, signed, user } from './gemini-turns.ts'

describe('what the Gemini simulator accepts', () => {
  let simulator: Simulator
  beforeAll(async () => {
    simulator = await createGeminiSimulator()
  })
  afterAll(() => simulator.close())

  const send = async (name: string, body: object) => {
    const response = await post(simulator, [`/v1beta/models/${name}:generateContent`, body])
    return { status: response.status, message: JSON.stringify(await response.json()) }
  }

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
