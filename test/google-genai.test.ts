import type { GenerateContentResponse as Chunk, Content, FunctionCall, GenerateContentConfig } from '@google/genai'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { collect, type GenAI, genAIVersions, PNG_BASE64, rejectionOf } from './clients.ts'
import { type Product, startProduct } from './product.ts'

const servers = [
  { server: 'one process', processes: 1 },
  { server: 'two processes', processes: 2 },
] as const

const models = [
  { vendor: 'Gemini', model: 'gemini-2.5-flash' },
  { vendor: 'Gemini 3', model: 'gemini-3-flash-preview' },
  { vendor: 'the upstream', model: 'gpt-4o' },
]

const tools = [
  {
    functionDeclarations: [
      {
        name: 'weather',
        parametersJsonSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
      },
      { name: 'clock' },
    ],
  },
]

const clients = servers.flatMap((server) => genAIVersions.map((version) => ({ ...server, ...version })))

describe.each(clients)('$name, $server', ({ processes, create, ApiError }) => {
  let product: Product
  let client: GenAI
  beforeAll(async () => {
    product = await startProduct({ processes, env: { MAX_RETRIES: '0' } })
    client = create(product.gatewayUrl)
  })
  afterAll(() => product.stop())

  const generate = (model: string, contents: string | Content[], config: GenerateContentConfig = {}) =>
    client.models.generateContent({ model, contents, config } as never) as Promise<Chunk>
  const stream = async (model: string, contents: string | Content[], config: GenerateContentConfig = {}) =>
    collect<Chunk>((await client.models.generateContentStream({ model, contents, config } as never)) as never)

  describe.each(models)('a model of $vendor', ({ vendor, model }) => {
    it('generates, streamed and whole, the same text, usage and end', async () => {
      const whole = await generate(model, 'hello')
      expect(whole.text).toContain('hello')
      expect(whole.usageMetadata?.totalTokenCount).toBeGreaterThan(0)
      const chunks = await stream(model, 'hello')
      expect(chunks.length).toBeGreaterThan(2)
      expect(textOf(chunks)).toBe(whole.text)
      expect(chunks.at(-1)?.candidates?.[0]?.finishReason).toBe('STOP')
      expect(chunks.at(-1)?.usageMetadata).toEqual(whole.usageMetadata)
    })

    it('chats over several turns', async () => {
      const chat = client.chats.create({ model })
      const first = await collect<Chunk>((await chat.sendMessageStream({ message: 'my first question' })) as never)
      const second = await chat.sendMessage({ message: 'my second question' })
      expect(second.text).toContain('my second question')
      const turns = sentTurns(product, vendor)
      expect(turns.map(({ role }) => role)).toEqual(['user', 'model', 'user'])
      expect(turns.map(({ text }) => text)).toEqual(['my first question', textOf(first), 'my second question'])
    })

    it('calls functions and reads their results', async () => {
      const question: Content = { role: 'user', parts: [{ text: 'call weather and clock' }] }
      for (const ask of [
        async (contents: Content[]) => [await generate(model, contents, { tools })],
        (contents: Content[]) => stream(model, contents, { tools }),
      ]) {
        const chunks = await ask([question])
        const calls = chunks.flatMap((chunk) => chunk.functionCalls ?? [])
        expect(calls.map(({ name }) => name)).toEqual(['weather', 'clock'])
        expect(calls[0]?.args).toEqual({ city: 'Bern' })
        const parts = chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? [])
        const answer = await ask([question, { role: 'model', parts }, { role: 'user', parts: calls.map(resultFor) }])
        expect(textOf(answer)).toMatch(/weather.*21 degrees/s)
        expect(textOf(answer)).toMatch(/clock.*noon/s)
      }
    })

    it('calls functions within a chat that keeps every streamed chunk as a turn', async () => {
      const chat = client.chats.create({ model, config: { tools } } as never)
      const message = 'call weather and clock'
      const chunks = await collect<Chunk>((await chat.sendMessageStream({ message })) as never)
      const calls = chunks.flatMap((chunk) => chunk.functionCalls ?? [])
      const answer = await chat.sendMessage({ message: calls.map(resultFor) } as never)
      expect(answer.text).toMatch(/weather.*21 degrees/s)
      expect(answer.text).toMatch(/clock.*noon/s)
    })

    it('shows an image', async () => {
      const data = { mimeType: 'image/png', data: PNG_BASE64 }
      const { text } = await generate(model, [{ role: 'user', parts: [{ inlineData: data }, { text: 'what?' }] }])
      expect(text).toContain(`image/png of ${Buffer.from(PNG_BASE64, 'base64').length} bytes`)
    })

    it('gives JSON that follows a schema', async () => {
      const responseJsonSchema = {
        type: 'object',
        properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 5 } },
        required: ['city', 'days'],
      }
      const { text = '' } = await generate(model, 'hello', { responseMimeType: 'application/json', responseJsonSchema })
      expect(JSON.parse(text)).toEqual({ city: expect.any(String), days: 5 })
    })

    it('raises what the vendor refuses, with its status', async () => {
      const refused = '[[sim:status=400;message=Nothing doing]]'
      for (const ask of [generate, stream]) {
        const error = await rejectionOf(ask(model, refused))
        expect(error).toBeInstanceOf(ApiError)
        expect(error).toMatchObject({ status: 400, message: expect.stringContaining('Nothing doing') })
      }
    })

    it('raises an error in the middle of a stream, and what was cut off', async () => {
      for (const fault of ['error-after=3', 'end-after=3', 'cut-after=3']) {
        const seen: string[] = []
        const reading = async () => {
          const contents = `[[sim:events=6;${fault}]]`
          const chunks = (await client.models.generateContentStream({ model, contents })) as AsyncIterable<{
            text: string | undefined
          }>
          for await (const chunk of chunks) seen.push(chunk.text ?? '')
        }
        expect(await rejectionOf(reading())).toBeInstanceOf(ApiError)
        expect(seen.join('')).not.toBe('')
      }
    })
  })

  it('shows the thoughts of both vendors', async () => {
    const config = { thinkingConfig: { includeThoughts: true } }
    for (const model of ['gemini-2.5-flash', 'gemini-3-flash-preview', 'deepseek-reasoner']) {
      const whole = await generate(model, 'hello', config)
      const chunks = await stream(model, 'hello', config)
      expect(thoughtsOf([whole])).not.toBe('')
      expect(thoughtsOf(chunks)).toBe(thoughtsOf([whole]))
      expect(textOf(chunks)).toBe(whole.text)
    }
  })

  it('counts tokens', async () => {
    const { totalTokens } = await client.models.countTokens({ model: 'gemini-2.5-flash', contents: 'hello world' })
    expect(totalTokens).toBe(3)
  })

  it('lists the models of both vendors and finds each', async () => {
    const pager = await client.models.list()
    const names: (string | undefined)[] = []
    for await (const { name } of pager as AsyncIterable<{ name?: string }>) names.push(name)
    expect(names).toEqual(expect.arrayContaining(['models/gemini-2.5-flash', 'models/gpt-4o']))
    for (const model of ['gemini-2.5-flash', 'gpt-4o']) {
      expect(await client.models.get({ model })).toMatchObject({ name: `models/${model}` })
    }
    await expect(client.models.get({ model: 'no-such-model' })).rejects.toMatchObject({ status: 404 })
  })

  it('is asked for its key when keys are set', async () => {
    const token = { SLUICE_INTERNAL_TOKEN: 'a-token-between-the-two-services' }
    const guarded = await startProduct({ processes, env: { SLUICE_API_KEYS: 'sk-right', ...token } })
    try {
      const ask = (key: string) =>
        create(guarded.gatewayUrl, key).models.generateContent({ model: 'gemini-2.5-flash', contents: 'hello' })
      expect((await ask('sk-right')).text).toContain('hello')
      const error = await rejectionOf(ask('sk-wrong'))
      expect(error).toBeInstanceOf(ApiError)
      expect(error).toMatchObject({ status: 401 })
      expect(String(error)).not.toContain('sk-wrong')
    } finally {
      await guarded.stop()
    }
  })
})

function textOf(chunks: readonly Chunk[]): string {
  return chunks.map(({ text }) => text ?? '').join('')
}

function thoughtsOf(chunks: readonly Chunk[]): string {
  const parts = chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? [])
  return parts.map(({ thought, text }) => (thought ? text : '')).join('')
}

const results: Readonly<Record<string, string>> = { weather: '21 degrees', clock: 'noon' }

function resultFor({ id, name = '' }: FunctionCall) {
  return { functionResponse: { ...(id !== undefined && { id }), name, response: { output: results[name] } } }
}

/** The turns that reached the vendor, neighbours of one role put together. */
function sentTurns({ gemini, upstream }: Product, vendor: string): { role: string; text: string }[] {
  if (vendor === 'the upstream') {
    const body: { messages: { role: string; content: string }[] } = JSON.parse(String(upstream.requests.at(-1)?.body))
    return body.messages.map(({ role, content }) => ({ role: role === 'assistant' ? 'model' : role, text: content }))
  }
  const body: { contents: Content[] } = JSON.parse(String(gemini.requests.at(-1)?.body))
  const turns: { role: string; text: string }[] = []
  for (const { role = '', parts = [] } of body.contents) {
    const text = parts.map((part) => part.text ?? '').join('')
    const last = turns.at(-1)
    if (last?.role === role) last.text += text
    else turns.push({ role, text })
  }
  return turns
}
