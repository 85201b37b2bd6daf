import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import OpenAI from 'openai'
import { collect, openai, PNG_BASE64, rejectionOf } from './clients.ts'
import { callsOf, clock, namesOf, resultsFor, runnable, weather } from './openai-tools.ts'
import { type Product, startProduct } from './product.ts'

const servers = [
  { name: 'one process', processes: 1 },
  { name: 'two processes', processes: 2 },
] as const

const models = [
  { vendor: 'the upstream', model: 'gpt-4o' },
  { vendor: 'Gemini', model: 'gemini-2.5-flash' },
  { vendor: 'Gemini 3', model: 'gemini-3-flash-preview' },
]

type Message = OpenAI.ChatCompletionMessageParam

describe.each(servers)('the OpenAI SDK, $name', ({ processes }) => {
  let product: Product
  let client: OpenAI
  beforeAll(async () => {
    product = await startProduct({ processes, env: { MAX_RETRIES: '0' } })
    client = openai(product.gatewayUrl)
  })
  afterAll(() => product.stop())

  const user = (content: string): Message[] => [{ role: 'user', content }]

  describe.each(models)('a model of $vendor', ({ model }) => {
    it('chats, streamed and whole, with the same text', async () => {
      const whole = await client.chat.completions.create({ model, messages: user('hello') })
      const text = whole.choices[0]?.message.content
      expect(text).toContain('hello')
      expect(whole).toMatchObject({ object: 'chat.completion', model, choices: [{ finish_reason: 'stop' }] })
      expect(await client.chat.completions.stream({ model, messages: user('hello') }).finalContent()).toBe(text)
    })

    it('streams in pieces and tells the usage at the end, when asked only', async () => {
      const body = { model, messages: user('hello'), stream: true } as const
      const plain = await collect(await client.chat.completions.create(body))
      expect(plain.filter((chunk) => chunk.choices[0]?.delta.content).length).toBeGreaterThan(2)
      expect(plain.filter(({ usage }) => usage)).toEqual([])
      const asked = await collect(
        await client.chat.completions.create({ ...body, stream_options: { include_usage: true } }),
      )
      expect(asked.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) } })
      const whole = await client.chat.completions.create({ model, messages: user('hello') })
      expect(asked.at(-1)?.usage).toEqual(whole.usage)
    })

    it('calls tools in parallel and reads their results, whole', async () => {
      const messages = user('call weather and clock')
      const first = await client.chat.completions.create({ model, messages, tools: [weather, clock] })
      expect(first.choices[0]?.finish_reason).toBe('tool_calls')
      const message = first.choices[0]?.message
      expect(namesOf(message)).toEqual(['weather', 'clock'])
      const second = await client.chat.completions.create({
        model,
        tools: [weather, clock],
        messages: [...messages, ...(message ? [message] : []), ...resultsFor(message)],
      })
      expect(second.choices[0]?.message.content).toMatch(/weather.*21 degrees/s)
      expect(second.choices[0]?.message.content).toMatch(/clock.*noon/s)
    })

    it('calls tools in parallel and reads their results, streamed', async () => {
      const messages = user('call weather and clock')
      const running = client.chat.completions.stream({ model, messages, tools: [weather, clock] })
      const message = await running.finalMessage()
      expect(namesOf(message)).toEqual(['weather', 'clock'])
      expect(callsOf(message).map((call) => JSON.parse(call.function.arguments))).toEqual([{ city: 'Bern' }, {}])
      const answer = client.chat.completions.stream({
        model,
        tools: [weather, clock],
        messages: [...messages, message, ...resultsFor(message)],
      })
      expect(await answer.finalContent()).toMatch(/weather.*21 degrees/s)
    })

    it('runs tools by itself, one after the other', async () => {
      const asked: string[] = []
      const run = (name: string, result: string) => () => {
        asked.push(name)
        return result
      }
      const runner = client.chat.completions.runTools({
        model,
        stream: true,
        messages: user('call weather then clock'),
        tools: [runnable(weather, run('weather', '21 degrees')), runnable(clock, run('clock', 'noon'))],
      })
      expect(await runner.finalContent()).toContain('noon')
      expect(asked).toEqual(['weather', 'clock'])
    })

    it('shows an image', async () => {
      const image = { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG_BASE64}` } } as const
      const bytes = Buffer.from(PNG_BASE64, 'base64').length
      const { choices } = await client.chat.completions.create({
        model,
        messages: [{ role: 'user', content: [{ type: 'text', text: 'what?' }, image] }],
      })
      expect(choices[0]?.message.content).toContain(`image/png of ${bytes} bytes`)
    })

    it('parses an answer that follows a schema', async () => {
      const schema = {
        type: 'object',
        properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 5 } },
        required: ['city', 'days'],
        additionalProperties: false,
      }
      const { choices } = await client.chat.completions.parse({
        model,
        messages: user('hello'),
        response_format: { type: 'json_schema', json_schema: { name: 'report', schema, strict: true } },
      })
      expect(JSON.parse(choices[0]?.message.content ?? '')).toEqual({ city: expect.any(String), days: 5 })
    })

    it('raises what the vendor refuses, with its status', async () => {
      const messages = user('[[sim:status=400;message=Nothing doing]]')
      const error = await rejectionOf(client.chat.completions.create({ model, messages }))
      expect(error).toBeInstanceOf(OpenAI.BadRequestError)
      expect(error).toMatchObject({ status: 400, message: expect.stringContaining('Nothing doing') })
      expect((error as InstanceType<typeof OpenAI.APIError>).requestID).toMatch(/./)
    })

    it('is told how long to wait after a 429, and not to try when that is too long', async () => {
      const ask = (seconds: number) => {
        const messages = user(`[[sim:status=429;hint=${hintOf(model)};retry-after=${seconds}]]`)
        return rejectionOf(client.chat.completions.create({ model, messages }))
      }
      const short = (await ask(7)) as InstanceType<typeof OpenAI.RateLimitError>
      expect(short).toBeInstanceOf(OpenAI.RateLimitError)
      expect(short.headers?.get('retry-after')).toBe('7')
      expect(short.headers?.get('x-should-retry')).not.toBe('false')
      const long = (await ask(75)) as InstanceType<typeof OpenAI.RateLimitError>
      expect(long.headers?.get('x-should-retry')).toBe('false')
    })

    it('raises an error in the middle of a stream, and what was cut off', async () => {
      for (const fault of ['error-after=3', 'end-after=3', 'cut-after=3']) {
        const seen: string[] = []
        const running = client.chat.completions.stream({ model, messages: user(`[[sim:events=6;${fault}]]`) })
        running.on('content', (piece) => seen.push(piece))
        await expect(running.finalContent()).rejects.toBeInstanceOf(OpenAI.OpenAIError)
        expect(seen.length).toBeGreaterThan(0)
      }
    })
  })

  it('shows thoughts of Gemini as reasoning', async () => {
    const body = {
      model: 'gemini-2.5-flash',
      messages: user('hello'),
      reasoning_effort: 'low',
      extra_body: { google: { thinking_config: { include_thoughts: true } } },
    } as const
    const whole = await client.chat.completions.create(body)
    expect(whole.choices[0]?.message).toMatchObject({ reasoning_content: expect.stringMatching(/./) })
    expect(whole.usage?.completion_tokens_details?.reasoning_tokens).toBeGreaterThan(0)
    const chunks = await collect(await client.chat.completions.create({ ...body, stream: true }))
    const thoughts = chunks.map((chunk) => ({ reasoning_content: '', ...chunk.choices[0]?.delta }).reasoning_content)
    expect(whole.choices[0]?.message).toHaveProperty('reasoning_content', thoughts.join(''))
  })

  it('keeps the thoughts of an upstream', async () => {
    const { choices } = await client.chat.completions.create({ model: 'deepseek-reasoner', messages: user('hello') })
    expect(choices[0]?.message).toMatchObject({ reasoning_content: expect.stringMatching(/./) })
  })

  it('carries the signatures of Gemini 3 there and back', async () => {
    const model = 'gemini-3-flash-preview'
    const messages = user('call weather and clock')
    const running = client.chat.completions.stream({ model, messages, tools: [weather, clock] })
    const message = await running.finalMessage()
    const [first] = callsOf(message)
    expect(first).toMatchObject({ extra_content: { google: { thought_signature: expect.any(String) } } })
    await client.chat.completions.create({
      model,
      tools: [weather, clock],
      messages: [...messages, message, ...resultsFor(message)],
    })
    const body: { contents: { parts: object[] }[] } = JSON.parse(String(product.gemini.requests.at(-1)?.body))
    const sent = body.contents.flatMap(({ parts }) => parts).filter((part) => 'functionCall' in part)
    expect(sent[0]).toHaveProperty(
      'thoughtSignature',
      (first as unknown as { extra_content: { google: { thought_signature: string } } }).extra_content.google
        .thought_signature,
    )
  })

  it('lists the models of both vendors and finds each', async () => {
    const ids = (await collect(client.models.list())).map(({ id }) => id.replace(/^models\//, ''))
    expect(ids).toEqual(expect.arrayContaining(['gpt-4o', 'gemini-2.5-flash']))
    for (const id of ['gpt-4o', 'gemini-2.5-flash']) {
      expect(await client.models.retrieve(id)).toMatchObject({ object: 'model', id: expect.stringContaining(id) })
    }
    await expect(client.models.retrieve('no-such-model')).rejects.toMatchObject({ status: 404 })
  })

  it('embeds through to the upstream', async () => {
    const input = { model: 'text-embedding-3-small', input: ['a', 'b'], dimensions: 8 }
    const { data } = await client.embeddings.create(input)
    expect(data.map(({ embedding }) => embedding.length)).toEqual([8, 8])
    expect(product.upstream.requests.at(-1)?.headers.authorization).toBe('Bearer sk-upstream-key-of-the-server')
  })

  it('raises a request that makes no sense', async () => {
    const messages = 'hello' as unknown as Message[]
    const error = await rejectionOf(client.chat.completions.create({ model: 'gemini-2.5-flash', messages }))
    expect(error).toBeInstanceOf(OpenAI.BadRequestError)
    expect(error).toMatchObject({ param: 'messages', type: 'invalid_request_error' })
  })

  it('is asked for its key when keys are set, and that key goes no further', async () => {
    const token = { SLUICE_INTERNAL_TOKEN: 'a-token-between-the-two-services' }
    const guarded = await startProduct({ processes, env: { SLUICE_API_KEYS: 'sk-right', ...token } })
    try {
      const messages = user('hello')
      for (const { model } of models) {
        const right = openai(guarded.gatewayUrl, 'sk-right').chat.completions.create({ model, messages })
        expect((await right).choices).toHaveLength(1)
        const wrong = openai(guarded.gatewayUrl, 'sk-wrong').chat.completions.create({ model, messages })
        const error = await rejectionOf(wrong)
        expect(error).toBeInstanceOf(OpenAI.AuthenticationError)
        expect(String(error)).not.toContain('sk-wrong')
      }
      const sent = [...guarded.upstream.requests, ...guarded.gemini.requests]
      expect(sent).toHaveLength(models.length)
      expect(sent.flatMap(({ rawHeaders }) => rawHeaders).join()).not.toContain('sk-right')
    } finally {
      await guarded.stop()
    }
  })
})

const hintOf = (model: string) => (model.startsWith('gemini') ? 'retry-info' : 'header')
