import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import OpenAI, { toFile } from 'openai'
import { createOpenAISimulator } from '../src/index.ts'
import type { Simulator } from '../src/simulator.ts'
import { eventsOf, post, say } from './calls.ts'

const weather = {
  type: 'function' as const,
  function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
}
const clock = { type: 'function' as const, function: { name: 'clock' } }

describe('the OpenAI simulator', () => {
  let simulator: Simulator
  let client: OpenAI

  beforeAll(async () => {
    simulator = await createOpenAISimulator({ apiKey: 'sk-1', models: ['mine'] })
    client = new OpenAI({ apiKey: 'sk-1', baseURL: `${simulator.url}/v1`, maxRetries: 0 })
  })
  afterAll(() => simulator.close())

  const ask = (content: string, more: Partial<OpenAI.ChatCompletionCreateParamsNonStreaming> = {}) =>
    client.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content }], ...more })
  const stream = (content: string, more: Partial<OpenAI.ChatCompletionCreateParamsStreaming> = {}) =>
    client.chat.completions.stream({ model: 'gpt-4o', messages: [{ role: 'user', content }], ...more })

  it('answers the official SDK, streamed and whole, with the same text', async () => {
    const whole = await ask('hello')
    expect(await stream('hello').finalContent()).toBe(whole.choices[0]?.message.content)
    expect(whole.usage?.total_tokens).toBeGreaterThan(0)
  })

  it('tells usage in the last chunk when asked, and null before', async () => {
    const body = { ...say('openai', 'hi')[1], stream_options: { include_usage: true } }
    const init = { headers: { authorization: 'Bearer sk-1' } }
    const events = eventsOf(await (await post(simulator, ['/v1/chat/completions', body], init)).text())
    expect(events.at(-1)).toBe('[DONE]')
    expect(events.at(-2)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) } })
    expect(events.at(0)).toHaveProperty('usage', null)
    const plain = await (await post(simulator, say('openai', 'hi'), init)).text()
    expect(plain).not.toContain('usage')
  })

  it('makes parallel calls with arguments in fragments', async () => {
    const running = stream('call weather and clock', { tools: [weather, clock] })
    const fragments: string[] = []
    running.on('chunk', (chunk) => {
      for (const call of chunk.choices[0]?.delta.tool_calls ?? [])
        fragments.push(`${call.index}${call.function?.arguments}`)
    })
    const message = await running.finalMessage()
    expect(message.tool_calls?.map((call) => 'function' in call && call.function)).toMatchObject([
      { name: 'weather', arguments: '{"city":"Bern"}' },
      { name: 'clock', arguments: '{}' },
    ])
    expect(fragments.filter((fragment) => fragment.startsWith('0'))).toHaveLength(4)
    expect((await running.finalChatCompletion()).choices[0]?.finish_reason).toBe('tool_calls')
  })

  it('quotes the result of a call', async () => {
    const first = await ask('call weather', { tools: [weather] })
    const message = first.choices[0]?.message
    const call = message?.tool_calls?.[0]
    const second = await client.chat.completions.create({
      model: 'gpt-4o',
      tools: [weather],
      messages: [
        { role: 'user', content: 'call weather' },
        ...(message === undefined ? [] : [message]),
        { role: 'tool', tool_call_id: call?.id ?? '', content: '21 degrees' },
      ],
    })
    expect(second.choices[0]?.message.content).toBe('The tool weather answered: 21 degrees')
  })

  it('calls the named tool when it is forced', async () => {
    const answer = await ask('hello', {
      tools: [weather, clock],
      tool_choice: { type: 'function', function: { name: 'clock' } },
    })
    expect(answer.choices[0]?.message.tool_calls).toMatchObject([{ function: { name: 'clock' } }])
  })

  it('reasons aloud when the model is named so', async () => {
    const text = JSON.stringify(await ask('hello', { model: 'deepseek-reasoner' }))
    expect(text).toContain('reasoning_content')
    expect(JSON.stringify(await ask('hello'))).not.toContain('reasoning_content')
  })

  it('gives JSON that fits the schema', async () => {
    const schema = { type: 'object', properties: { days: { type: 'integer', minimum: 5 } } }
    const answer = await ask('hello', { response_format: { type: 'json_schema', json_schema: { name: 'r', schema } } })
    expect(JSON.parse(answer.choices[0]?.message.content ?? '')).toEqual({ days: 5 })
  })

  it('honours stops, token limits and the number of choices', async () => {
    expect((await ask('[[sim:text=one END two]]', { stop: 'END' })).choices[0]?.message.content).toBe('one ')
    expect((await ask('hello', { max_tokens: 2 })).choices[0]).toMatchObject({ finish_reason: 'length' })
    const { choices } = await stream('hello', { n: 2 }).finalChatCompletion()
    expect(choices.map(({ index }) => index)).toEqual([0, 1])
    expect(choices[1]?.message.content).toBe(choices[0]?.message.content)
  })

  it('says what it was shown', async () => {
    const content = [{ type: 'image_url' as const, image_url: { url: 'data:image/png;base64,MTIzNDU=' } }]
    const answer = await client.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content }] })
    expect(answer.choices[0]?.message.content).toContain('I see image/png of 5 bytes.')
  })

  it('lists models and knows one from another', async () => {
    const ids: string[] = []
    for await (const model of client.models.list()) ids.push(model.id)
    expect(ids).toContain('mine')
    expect(await client.models.retrieve('mine')).toMatchObject({ object: 'model' })
    await expect(client.models.retrieve('no-such-model')).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
    })
  })

  it('gives the same embedding in both encodings', async () => {
    const input = { model: 'text-embedding-3-small', input: ['a', 'b'], dimensions: 8 }
    const floats = await client.embeddings.create({ ...input, encoding_format: 'float' })
    // Without an encoding the SDK asks for base64 and decodes it.
    const decoded = await client.embeddings.create(input)
    expect(decoded.data.map(({ embedding }) => [...embedding])).toEqual(floats.data.map(({ embedding }) => embedding))
    expect(floats.data[0]?.embedding).toHaveLength(8)
  })

  it('takes scripts in the model name elsewhere too', async () => {
    const refused = client.embeddings.create({ model: 'sim-status.429_quota.tokens', input: 'a' })
    await expect(refused).rejects.toMatchObject({ status: 429, type: 'tokens' })
  })

  it('completes, streamed too', async () => {
    const whole = await client.completions.create({ model: 'davinci', prompt: 'once' })
    let streamed = ''
    for await (const chunk of await client.completions.create({ model: 'davinci', prompt: 'once', stream: true })) {
      streamed += chunk.choices[0]?.text ?? ''
    }
    expect(streamed).toBe(whole.choices[0]?.text)
  })

  it('keeps files', async () => {
    const file = await toFile(Buffer.from([0, 255, 13, 10, 45, 45]), 'odd.bin')
    const stored = await client.files.create({ file, purpose: 'assistants' })
    expect(stored).toMatchObject({ filename: 'odd.bin', bytes: 6, purpose: 'assistants' })
    const content = await client.files.content(stored.id)
    expect([...Buffer.from(await content.arrayBuffer())]).toEqual([0, 255, 13, 10, 45, 45])
    expect(await client.files.delete(stored.id)).toMatchObject({ deleted: true })
    await expect(client.files.retrieve(stored.id)).rejects.toMatchObject({ status: 404 })
  })

  it('speaks, listens and draws', async () => {
    const speech = await client.audio.speech.create({ model: 'gpt-4o-mini-tts', voice: 'alloy', input: 'hi' })
    expect(speech.headers.get('content-type')).toBe('audio/mpeg')
    const file = await toFile(Buffer.from('12345'), 'a.wav')
    const heard = await client.audio.transcriptions.create({ model: 'whisper-1', file })
    expect(heard.text).toBe('Heard 5 bytes of a.wav.')
    const drawn = await client.images.generate({ model: 'gpt-image-1', prompt: 'cat' })
    expect(
      Buffer.from(drawn.data?.[0]?.b64_json ?? '', 'base64')
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG')
  })

  it('refuses a wrong key and a missing one, showing little of it', async () => {
    const wrong = new OpenAI({ apiKey: 'sk-secret', baseURL: `${simulator.url}/v1`, maxRetries: 0 })
    await expect(wrong.models.list()).rejects.toMatchObject({ status: 401, code: 'invalid_api_key' })
    const missing = await fetch(`${simulator.url}/v1/models`)
    expect(missing.status).toBe(401)
  })

  it('has nothing elsewhere', async () => {
    const init = { headers: { authorization: 'Bearer sk-1' } }
    expect((await fetch(`${simulator.url}/v1/assistants`, init)).status).toBe(404)
    expect((await post(simulator, ['/chat/completions', {}], init)).status).toBe(404)
  })

  it('raises in the SDK when a stream breaks in the middle', async () => {
    await expect(stream('[[sim:events=5;error-after=3]]').finalContent()).rejects.toThrow('overloaded')
    await expect(stream('[[sim:events=5;cut-after=3]]').finalContent()).rejects.toThrow()
  })

  it('tells the wait of a 429 in headers, and which quota is gone', async () => {
    await expect(ask('[[sim:status=429;retry-after=7]]')).rejects.toMatchObject({ code: 'rate_limit_exceeded' })
    const refused: unknown = await ask('[[sim:status=429;retry-after=7;quota=day]]').catch((error) => error)
    expect(refused).toMatchObject({ status: 429, code: 'insufficient_quota' })
    expect((refused as InstanceType<typeof OpenAI.APIError>).headers?.get('retry-after')).toBe('7')
  })
})
