import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { rejectionOf } from './clients.ts'
import { type Product, startProduct } from './product.ts'
import { saySkipped } from './say-skipped.ts'
import {
  INSTALL_TIMEOUT_MS,
  installSillyTavern,
  type SillyTavern,
  startSillyTavern,
} from './sillytavern/sillytavern.ts'

const isAll = process.env.SLUICE_TEST === 'all'
if (!isAll) saySkipped('SillyTavern (a download of 430 MB). `npm run test:all` runs its tests.')

const CLIENT_KEY = 'sk-of-sillytavern'

/** A connection as its settings page makes one, and how an answer of that source is read. */
interface Source {
  readonly name: string
  readonly model: string
  readonly settings: (gatewayUrl: string) => object
  readonly textOf: (event: StreamEvent) => string | undefined
}

interface Part {
  readonly text?: string
  readonly thought?: boolean
}

interface StreamEvent {
  readonly choices?: readonly { readonly delta: { readonly content?: string } }[]
  readonly candidates?: readonly { readonly content: { readonly parts: readonly Part[] } }[]
  readonly error?: { readonly message: string }
}

const custom = (model: string): Source => ({
  name: `Custom (OpenAI-compatible), ${model}`,
  model,
  settings: (url) => ({ chat_completion_source: 'custom', custom_url: `${url}/v1` }),
  textOf: ({ choices }) => choices?.[0]?.delta.content,
})

const aiStudio = (model: string): Source => ({
  name: `Google AI Studio through a reverse proxy, ${model}`,
  model,
  settings: (url) => ({ chat_completion_source: 'makersuite', reverse_proxy: url, proxy_password: CLIENT_KEY }),
  textOf: ({ candidates }) =>
    candidates?.[0]?.content.parts.map(({ text = '', thought }) => (thought ? '' : text)).join(''),
})

const sources = ['gemini-2.5-flash', 'gpt-4o'].flatMap((model) => [custom(model), aiStudio(model)])

/** What its page sends along with every generation, as the shipped preset has it. */
const preset = {
  temperature: 1,
  frequency_penalty: 0,
  presence_penalty: 0,
  top_p: 1,
  top_k: 0,
  max_tokens: 300,
  stop: [],
  include_reasoning: true,
  reasoning_effort: 'auto',
  use_sysprompt: true,
}

const describeAll = isAll ? describe : describe.skip

describeAll('SillyTavern', () => {
  let product: Product
  let tavern: SillyTavern
  beforeAll(async () => {
    await installSillyTavern()
    tavern = await startSillyTavern()
    const heartbeats = { SLUICE_HEARTBEAT_AFTER_MS: '200', SLUICE_HEARTBEAT_EVERY_MS: '100' }
    product = await startProduct({ env: { ...heartbeats, SLUICE_API_KEYS: CLIENT_KEY, MAX_RETRIES: '0' } })
    await tavern.post('/api/secrets/write', { key: 'api_key_custom', value: CLIENT_KEY })
  }, INSTALL_TIMEOUT_MS)
  afterAll(() => Promise.all([product?.stop(), tavern?.stop()]))

  function generate(source: Source, content: string, stream: boolean, signal?: AbortSignal): Promise<Response> {
    const messages = [
      { role: 'system', content: 'You are Seraphina.' },
      { role: 'assistant', content: 'You wake with a start.' },
      { role: 'user', content },
    ]
    const body = { ...preset, ...source.settings(product.gatewayUrl), model: source.model, messages, stream }
    return tavern.post('/api/backends/chat-completions/generate', body, signal)
  }

  async function streamed(source: Source, content: string): Promise<{ text: string; events: StreamEvent[] }> {
    const answer = await generate(source, content, true)
    expect(answer.status).toBe(200)
    const events = eventsOf(await answer.text())
    return { text: events.map((event) => source.textOf(event) ?? '').join(''), events }
  }

  async function whole(source: Source, content: string): Promise<WholeAnswer> {
    return (await generate(source, content, false)).json() as Promise<WholeAnswer>
  }

  it.each([custom('gpt-4o'), aiStudio('gemini-2.5-flash')])('connects: $name', async ({ settings }) => {
    const answer = await tavern.post('/api/backends/chat-completions/status', settings(product.gatewayUrl))
    const { data } = (await answer.json()) as { data: { id: string }[] }
    const ids = data.map(({ id }) => id.replace(/^models\//, ''))
    expect(ids).toEqual(expect.arrayContaining(['gpt-4o', 'gemini-2.5-flash']))
  })

  it.each(sources)('chats, streamed and whole: $name', async (source) => {
    const answer = await streamed(source, 'hello')
    expect(answer.text).toContain('hello')
    expect(answer.events.length).toBeGreaterThan(2)
    expect((await whole(source, 'hello')).choices?.[0]?.message.content).toBe(answer.text)
  })

  it.each(sources)('waits through heartbeats, streamed and whole: $name', async (source) => {
    const slow = '[[sim:text=At last;first-byte=1500]]'
    const before = await product.metric('sluice_heartbeats_total')
    const answers = await Promise.all([streamed(source, slow), whole(source, slow)])
    expect(answers[0].text).toBe('At last')
    expect(answers[1].choices?.[0]?.message.content).toBe('At last')
    expect((await product.metric('sluice_heartbeats_total')) - before).toBeGreaterThan(10)
  })

  it.each(sources)('stops the vendor with its stop button, streamed and whole: $name', async (source) => {
    const simulator = source.model === 'gpt-4o' ? product.upstream : product.gemini
    for (const stream of [true, false]) {
      const word = `${source.name} stream ${stream}`
      const sent = () => simulator.requests.find(({ body }) => body.includes(word))
      const stopButton = new AbortController()
      const running = generate(source, `[[sim:events=6;stall-after=3]]${word}`, stream, stopButton.signal)
      const failed = rejectionOf(running.then((answer) => answer.text()))
      await simulator.waitFor(() => sent()?.eventsSent === 3)
      const stoppedAtMs = performance.now()
      stopButton.abort()
      await failed
      await simulator.waitFor(() => sent()?.outcome === 'client-closed')
      expect((sent()?.endedAtMs ?? 0) - stoppedAtMs).toBeLessThan(500)
    }
  })

  it.each(sources)('shows why a vendor refused, streamed and whole: $name', async (source) => {
    const refused = '[[sim:status=400;message=The dragon is asleep]]'
    expect((await whole(source, refused)).error?.message).toContain('The dragon is asleep')
    const answer = await generate(source, refused, true)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error: { message: expect.stringContaining('The dragon is asleep') } })
  })

  it.each(sources)('shows an error in the middle of a stream, and the stream ends: $name', async (source) => {
    const { text, events } = await streamed(source, '[[sim:events=9;error-after=6;message=The dragon woke up]]')
    expect(text).not.toBe('')
    expect(events.at(-1)?.error?.message).toContain('The dragon woke up')
  })

  it.each(sources.filter(({ name }) => name.startsWith('Custom')))(
    'shows an error after heartbeats: $name',
    async (source) => {
      const late = '[[sim:first-byte=500;status=400;message=The dragon is asleep]]'
      expect((await whole(source, late)).error?.message).toContain('The dragon is asleep')
    },
  )

  it('shows that its key is wrong', async () => {
    const { settings, ...rest } = aiStudio('gpt-4o')
    const wrong: Source = { ...rest, settings: (url) => ({ ...settings(url), proxy_password: 'sk-wrong' }) }
    expect((await whole(wrong, 'hello')).error?.message).toContain('API key')
  })
})

interface WholeAnswer {
  readonly choices?: readonly { readonly message: { readonly content: string } }[]
  readonly error?: { readonly message: string }
}

/** The JSON events of a stream. A late error to a Gemini client is a bare line of JSON. */
function eventsOf(text: string): StreamEvent[] {
  const lines = text.split('\n').map((line) => line.replace(/^data: /, ''))
  return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line))
}
