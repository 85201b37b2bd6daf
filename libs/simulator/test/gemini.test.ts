import './genai-in-jest.ts'
import { ApiError, GoogleGenAI } from '@google/genai'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createGeminiSimulator } from '../src/index.ts'
import type { Simulator } from '../src/simulator.ts'
import { eventsOf, post, saidIn, say } from './calls.ts'

const declarations = [
  {
    name: 'weather',
    parametersJsonSchema: { type: 'object', properties: { city: { type: 'string' }, days: { type: 'integer' } } },
  },
  { name: 'clock' },
]

describe('the Gemini simulator', () => {
  let simulator: Simulator
  let client: GoogleGenAI

  beforeAll(async () => {
    simulator = await createGeminiSimulator({ apiKey: ['k1', 'k2'] })
    client = new GoogleGenAI({ apiKey: 'k1', httpOptions: { baseUrl: simulator.url } })
  })
  afterAll(() => simulator.close())

  const generate = (contents: string, config: object = {}, model = 'gemini-2.5-flash') =>
    client.models.generateContent({ model, contents, config })
  const get = (path: string) => fetch(`${simulator.url}${path}`, { headers: { 'x-goog-api-key': 'k2' } })

  it('answers the official SDK, streamed and whole, with the same text', async () => {
    let streamed = ''
    let chunks = 0
    for await (const chunk of await client.models.generateContentStream({
      model: 'gemini-2.5-flash',
      contents: 'hello',
    })) {
      streamed += chunk.text ?? ''
      chunks++
    }
    expect(chunks).toBeGreaterThan(2)
    expect(streamed).toBe((await generate('hello')).text)
  })

  it('counts usage up along the stream and names the model', async () => {
    const [path, body] = say('gemini', 'hello')
    const text = await (await post(simulator, [path, body], { headers: { 'x-goog-api-key': 'k1' } })).text()
    const events = eventsOf(text) as { usageMetadata: { totalTokenCount: number }; modelVersion: string }[]
    const totals = events.map(({ usageMetadata }) => usageMetadata.totalTokenCount)
    expect(totals).toEqual([...totals].sort((a, b) => a - b))
    expect(new Set(totals).size).toBeGreaterThan(1)
    expect(events.at(-1)).toMatchObject({ modelVersion: 'gemini-2.5-flash', candidates: [{ finishReason: 'STOP' }] })
  })

  it('answers with an array when SSE was not asked for', async () => {
    const path = '/v1/models/gemini-2.5-flash:streamGenerateContent?key=k1'
    const chunks = (await (await post(simulator, [path, say('gemini', 'hi')[1]])).json()) as object[]
    expect(chunks.length).toBeGreaterThan(2)
    expect(chunks.at(-1)).toHaveProperty('candidates.0.finishReason', 'STOP')
  })

  it('makes parallel calls, each in its chunk, and stops in one more', async () => {
    const stream = await client.models.generateContentStream({
      model: 'gemini-3-flash-preview',
      contents: 'please call weather and clock',
      config: { tools: [{ functionDeclarations: declarations }] },
    })
    const chunks = []
    for await (const chunk of stream) chunks.push(chunk)
    expect(chunks.map((chunk) => chunk.functionCalls?.[0]?.name)).toEqual(['weather', 'clock', undefined])
    expect(chunks[0]?.functionCalls?.[0]?.args).toEqual({ city: 'Bern', days: 2 })
    expect(chunks[0]?.candidates?.[0]).not.toHaveProperty('finishReason')
    expect(chunks[2]?.candidates?.[0]?.finishReason).toBe('STOP')
    const signatures = chunks.map((chunk) => chunk.candidates?.[0]?.content?.parts?.[0]?.thoughtSignature !== undefined)
    expect(signatures).toEqual([true, false, false])
  })

  it('calls one after the other when told so, then quotes the result', async () => {
    const tools = [{ functionDeclarations: declarations }]
    const user = { role: 'user', parts: [{ text: 'call clock then weather' }] }
    const step = (name: string) => [
      { role: 'model', parts: [{ functionCall: { name } }] },
      { role: 'user', parts: [{ functionResponse: { name, response: { output: `from ${name}` } } }] },
    ]
    const ask = async (contents: object[]) =>
      client.models.generateContent({ model: 'gemini-2.5-flash', contents, config: { tools } })
    expect((await ask([user])).functionCalls?.[0]?.name).toBe('clock')
    expect((await ask([user, ...step('clock')])).functionCalls?.[0]?.name).toBe('weather')
    expect((await ask([user, ...step('clock'), ...step('weather')])).text).toContain('{"output":"from weather"}')
  })

  it('calls the allowed function when a call is forced', async () => {
    const toolConfig = { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['clock'] } }
    const answer = await generate('hello', { tools: [{ functionDeclarations: declarations }], toolConfig })
    expect(answer.functionCalls?.map(({ name }) => name)).toEqual(['clock'])
  })

  it('gives JSON that fits the schema', async () => {
    const responseJsonSchema = {
      type: 'object',
      properties: {
        city: { type: 'string' },
        tags: { type: 'array', items: { enum: ['a', 'b'] } },
        ok: { $ref: '#/$defs/flag' },
      },
      $defs: { flag: { type: 'boolean' } },
    }
    const answer = await generate('hello', { responseMimeType: 'application/json', responseJsonSchema })
    expect(JSON.parse(answer.text ?? '')).toEqual({ city: 'Bern', tags: ['a'], ok: true })
  })

  it('thinks aloud when asked', async () => {
    const answer = await generate('hello', { thinkingConfig: { includeThoughts: true } })
    expect(answer.candidates?.[0]?.content?.parts?.map(({ thought }) => thought)).toEqual([true, undefined])
    expect(answer.usageMetadata?.thoughtsTokenCount).toBeGreaterThan(0)
  })

  it('signs the end of a text on Gemini 3', async () => {
    const text = await (await get2('gemini-3-flash-preview')).text()
    expect(eventsOf(text).at(-1)).toMatchObject({
      candidates: [{ content: { parts: [{ text: '', thoughtSignature: expect.any(String) }] }, finishReason: 'STOP' }],
    })
  })
  const get2 = (model: string) =>
    post(simulator, say('gemini', 'hello', { model }), { headers: { 'x-goog-api-key': 'k1' } })

  it('stops before a stop sequence', async () => {
    expect((await generate('[[sim:text=one END two]]', { stopSequences: ['END'] })).text).toBe('one ')
  })

  it('ends with MAX_TOKENS at the limit', async () => {
    const answer = await generate('hello', { maxOutputTokens: 3 })
    expect(answer.text).toHaveLength(12)
    expect(answer.candidates?.[0]?.finishReason).toBe('MAX_TOKENS')
  })

  it('says what it was shown', async () => {
    const part = { inlineData: { mimeType: 'image/png', data: Buffer.from('12345').toString('base64') } }
    const answer = await client.models.generateContent({
      model: 'gemini-2.5-flash',
      contents: [{ role: 'user', parts: [part, { text: 'what?' }] }],
    })
    expect(answer.text).toContain('I see image/png of 5 bytes.')
  })

  it('draws when the model can', async () => {
    const answer = await generate('a cat', { responseModalities: ['TEXT', 'IMAGE'] }, 'gemini-2.5-flash-image')
    expect(answer.candidates?.[0]?.content?.parts?.at(-1)?.inlineData?.mimeType).toBe('image/png')
  })

  it('blocks prompts and candidates on request', async () => {
    const blocked = await generate('[[sim:block=PROHIBITED_CONTENT]]')
    expect(blocked.promptFeedback?.blockReason).toBe('PROHIBITED_CONTENT')
    expect(blocked.candidates).toBeUndefined()
    expect((await generate('[[sim:finish=SAFETY;events=0]]')).candidates?.[0]).toMatchObject({ finishReason: 'SAFETY' })
  })

  it('lists models in pages', async () => {
    const names: string[] = []
    let token = ''
    do {
      const page = (await (await get(`/v1beta/models?pageSize=5&pageToken=${encodeURIComponent(token)}`)).json()) as {
        models: { name: string; supportedGenerationMethods: string[] }[]
        nextPageToken?: string
      }
      expect(page.models.length).toBeLessThanOrEqual(5)
      names.push(...page.models.map(({ name }) => name))
      token = page.nextPageToken ?? ''
    } while (token !== '')
    expect(names).toContain('models/gemini-3-pro-preview')
    expect(new Set(names).size).toBe(names.length)
    expect(names.length).toBeGreaterThanOrEqual(12)
  })

  it('knows one model and not another', async () => {
    expect(await (await get('/v1beta/models/gemini-2.5-pro')).json()).toMatchObject({ name: 'models/gemini-2.5-pro' })
    const missing = await get('/v1beta/models/gemini-nope')
    expect(missing.status).toBe(404)
    expect(await missing.json()).toMatchObject({ error: { code: 404, status: 'NOT_FOUND' } })
  })

  it('counts tokens and embeds', async () => {
    const { totalTokens } = await client.models.countTokens({ model: 'gemini-2.5-flash', contents: 'hello world' })
    expect(totalTokens).toBe(3)
    const { embeddings } = await client.models.embedContent({
      model: 'gemini-embedding-001',
      contents: ['a', 'b'],
      config: { outputDimensionality: 4 },
    })
    expect(embeddings?.map(({ values }) => values?.length)).toEqual([4, 4])
    expect(embeddings?.[0]?.values).not.toEqual(embeddings?.[1]?.values)
  })

  it('refuses a wrong key and a missing one as Google does', async () => {
    const wrong = await fetch(`${simulator.url}/v1beta/models?key=nope`)
    expect(wrong.status).toBe(400)
    expect(await wrong.json()).toMatchObject({
      error: { status: 'INVALID_ARGUMENT', details: [{ reason: 'API_KEY_INVALID' }, {}] },
    })
    expect((await fetch(`${simulator.url}/v1beta/models`)).status).toBe(403)
  })

  it('answers under a Vertex project with a Bearer token', async () => {
    const path =
      '/v1/projects/p/locations/global/publishers/google/models/gemini-2.5-flash:streamGenerateContent?alt=sse'
    const call = [path, say('gemini', 'hi')[1]] as const
    expect(saidIn(await (await post(simulator, call, { headers: { authorization: 'Bearer k1' } })).text())).toContain(
      'hi',
    )
    expect((await post(simulator, call)).status).toBe(401)
  })

  it('tells the wait of a 429 as Google does, for one key only', async () => {
    const script = '[[sim:status=429;retry-after=45.8;quota=day;for-key=k1]]'
    const refused: unknown = await generate(script).catch((error) => error)
    expect(refused).toBeInstanceOf(ApiError)
    expect(JSON.parse((refused as ApiError).message)).toMatchObject({
      error: {
        status: 'RESOURCE_EXHAUSTED',
        details: [{ violations: [{ quotaId: expect.stringContaining('PerDay') }] }, { retryDelay: '45.8s' }],
      },
    })
    const other = await post(simulator, say('gemini', script), { headers: { 'x-goog-api-key': 'k2' } })
    expect(other.status).toBe(200)
  })
})
