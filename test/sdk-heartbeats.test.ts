import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { collect, genAIVersions, openai, rejectionOf } from './clients.ts'
import { type Product, startProduct } from './product.ts'

const models = [
  { vendor: 'Gemini', model: 'gemini-2.5-flash' },
  { vendor: 'Gemini 3', model: 'gemini-3-flash-preview' },
  { vendor: 'the upstream', model: 'gpt-4o' },
]

describe('official SDKs that wait long', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ env: { SLUICE_HEARTBEAT_AFTER_MS: '200', SLUICE_HEARTBEAT_EVERY_MS: '100' } })
  })
  afterAll(() => product.stop())

  it.each(models)('the OpenAI SDK gets its answer of $vendor after many heartbeats', async ({ model }) => {
    const client = openai(product.gatewayUrl)
    const slow = { model, messages: [{ role: 'user' as const, content: '[[sim:text=At last;first-byte=800]]' }] }
    const before = await product.metric('sluice_heartbeats_total')
    const [whole, streamed] = await Promise.all([
      client.chat.completions.create(slow),
      client.chat.completions.create({ ...slow, stream: true }).then(collect),
    ])
    expect(whole.choices[0]?.message.content).toBe('At last')
    expect(streamed.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe('At last')
    expect(streamed.filter((chunk) => !Array.isArray(chunk.choices))).toEqual([])
    expect((await product.metric('sluice_heartbeats_total')) - before).toBeGreaterThanOrEqual(8)
  })

  it('the OpenAI SDK raises when a whole answer fails after the first heartbeat', async () => {
    const content = '[[sim:first-byte=500;status=400]]'
    const asked = openai(product.gatewayUrl).chat.completions.create({
      model: 'gpt-4o',
      messages: [{ role: 'user', content }],
    })
    await expect(asked).rejects.toThrow()
  })

  const waits = genAIVersions.flatMap((version) => models.map((model) => ({ ...version, ...model })))

  it.each(waits)('$name gets its answer of $vendor after many heartbeats', async ({ create, model }) => {
    const client = create(product.gatewayUrl)
    const slow = { model, contents: '[[sim:text=At last;first-byte=800]]' }
    const chat = client.chats.create({ model })
    const before = await product.metric('sluice_heartbeats_total')
    const [whole, streamed, chatted] = await Promise.all([
      client.models.generateContent(slow),
      client.models.generateContentStream(slow).then((chunks) => collect(chunks as AsyncIterable<{ text: string }>)),
      chat.sendMessageStream({ message: slow.contents }).then((chunks) => collect(chunks as AsyncIterable<unknown>)),
    ])
    expect(whole.text).toBe('At last')
    expect(streamed.map(({ text }) => text ?? '').join('')).toBe('At last')
    expect(chatted.length).toBeGreaterThan(4)
    expect((await product.metric('sluice_heartbeats_total')) - before).toBeGreaterThanOrEqual(12)
    // The chat helper forgets a turn that holds an event it takes for invalid.
    const again = await chat.sendMessage({ message: 'and now?' })
    expect(again.text).toContain('and now?')
    expect(chat.getHistory(true)).toHaveLength(chat.getHistory(false).length)
  })

  it.each(genAIVersions)(
    '$name raises when an answer fails after the first heartbeat',
    async ({ create, ApiError }) => {
      const { models } = create(product.gatewayUrl)
      const doomed = { model: 'gemini-2.5-flash', contents: '[[sim:first-byte=500;status=400;message=Too late]]' }
      const reading = models.generateContentStream(doomed).then((chunks) => collect(chunks as AsyncIterable<unknown>))
      const [whole, streamed] = await Promise.all([rejectionOf(models.generateContent(doomed)), rejectionOf(reading)])
      // Nothing but a cut connection is an error to the SDK by then.
      expect(whole).toMatchObject({ name: 'TypeError', message: 'terminated' })
      expect(streamed).toBeInstanceOf(ApiError)
      expect(streamed).toMatchObject({ status: 400, message: expect.stringContaining('Too late') })
    },
  )
})
