import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { readConfig } from '@sluice/config'
import { INTERNAL_TOKEN_HEADER, LOOPBACK_TOKEN, matchRoute, type OpenService, type Route } from '@sluice/edge'
import { codecs } from '@sluice/protocol'
import { createRecorder } from '@sluice/record'
import { createGeminiSimulator, type Simulator } from '@sluice/simulator'
import { createRegistry, googleEntry } from '@sluice/targets'
import { createAgent, createHttpSend, type HopBody, type HopCall, readText, type Send } from '@sluice/upstream'
import { createHop } from '../src/hop.ts'
import { buildTranslator, openTranslator } from '../src/index.ts'

const question = (text: string) => JSON.stringify({ contents: [{ role: 'user', parts: [{ text }] }] })
const chat = (model: string, text: string, more: object = {}) =>
  JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: text }], ...more })

const stopTags = { 'x-sluice-internal-stop-tags': encodeURIComponent('["</x>"]') }
const chatPath = { method: 'POST', protocol: 'openai-chat', path: '/chat/completions' } as const
const geminiPath = (model: string, action = 'streamGenerateContent?alt=sse') =>
  ({ method: 'POST', protocol: 'gemini', path: `/models/${model}:${action}` }) as const

const calls: Readonly<Record<string, Omit<HopCall, 'headers'> & { headers?: Record<string, string> }>> = {
  'an OpenAI stream': { ...chatPath, body: chat('gemini-2.5-flash', 'hi') },
  'a Gemini stream': { ...geminiPath('gemini-2.5-flash'), body: question('hi') },
  'a stop at a tag': { ...chatPath, headers: stopTags, body: chat('gemini-sim', '[[sim:text=a</x>b;split=1]]') },
  'a Gemini stop at a tag': {
    ...geminiPath('gemini-sim'),
    headers: stopTags,
    body: question('[[sim:text=a</x>b;split=1]]'),
  },
  'a request that is wrong': { ...chatPath, body: '{"model":"gemini-2.5-flash","messages":[]}' },
  'a body that is no JSON': { ...chatPath, body: '{' },
  'a vendor that refuses': { ...geminiPath('gemini-sim-status.403'), body: question('hi') },
  'a daily quota': { ...chatPath, body: chat('gemini-sim-status.429_quota.day', 'hi') },
  'a cut in the middle': { ...chatPath, body: chat('gemini-sim-cut-after.2', 'hi') },
  'a Gemini cut in the middle': { ...geminiPath('gemini-sim-cut-after.2'), body: question('hi') },
  'a model list': { method: 'GET', protocol: 'openai-chat', path: '/models' },
  'one model': { method: 'GET', protocol: 'gemini', path: '/models/gemini-2.5-flash' },
  'a count of tokens': { ...geminiPath('gemini-2.5-flash', 'countTokens'), body: question('hi') },
}

function routeOf({ method, protocol, path }: HopCall): Route {
  const match = matchRoute(method, codecs[protocol].addresses.version + path, () => undefined)
  if ('error' in match) throw match.error
  return match.route
}

function firstChunk(body: HopBody): Promise<void> {
  return new Promise((resolve) => body.read({ chunk: () => resolve(), end() {}, fail() {} }))
}

describe('the hop', () => {
  let google: Simulator
  let service: OpenService
  const agent = createAgent()
  const openRecord = createRecorder([])
  const sends: Record<string, Send> = {}

  beforeAll(async () => {
    google = await createGeminiSimulator({ apiKey: 'key' })
    const env = { GEMINI_API_KEY: 'key', GOOGLE_GEMINI_BASE_URL: google.url, MAX_RETRIES: '0', LOG_LEVEL: 'silent' }
    const config = readConfig(env)
    const built = buildTranslator(config)
    service = await openTranslator(config, 0, built)
    const headers = { [INTERNAL_TOKEN_HEADER]: LOOPBACK_TOKEN }
    const hop = createHop({
      answerModel: 'asked',
      registry: createRegistry([{ ...googleEntry(config, agent), models: ['*'] }]),
    })
    sends.direct = (call, signal) =>
      hop(
        { ...call, route: routeOf(call), via: '1.1 sluice-test-0' },
        signal,
        openRecord({ requestId: 'req_test', protocol: call.protocol, route: 'hop' }),
      )
    const send = createHttpSend({ setting: 'TRANSLATOR_URL', baseUrl: service.url, agent })
    sends['behind HTTP'] = (call, signal) => send({ ...call, headers: { ...call.headers, ...headers } }, signal)
  })
  afterAll(async () => {
    await agent.destroy()
    await service.close({ graceMs: 0, idleMs: 0 })
    await google.close()
  })

  async function answerOf(place: 'direct' | 'behind HTTP', name: string) {
    const call = calls[name]
    const send = sends[place]
    if (!call || !send) throw new Error(`no ${name}`)
    const headers = { 'content-type': 'application/json', 'x-request-id': 'req_test', ...call.headers }
    const answer = await send({ ...call, headers }, new AbortController().signal)
    const { 'content-type': contentType, 'x-sluice-internal-error': error } = answer.headers
    const body = await readText(answer.body, 1_000_000)
    // Ids and the clock are the only things that two runs may differ in.
    const steady = body.replace(/"(id|responseId|created|createTime)":("[^"]*"|\d+)/g, '"$1":0')
    return { status: answer.status, type: String(contentType).split(';')[0], error, body: steady }
  }

  it.each(Object.keys(calls))('is the same with HTTP before it: %s', async (name) => {
    expect(await answerOf('behind HTTP', name)).toEqual(await answerOf('direct', name))
  })

  it('tells inside the stream that it stopped at a tag, and how it failed', async () => {
    expect((await answerOf('direct', 'a stop at a tag')).body).toContain(
      'event: sluice-internal\ndata: "early-stop"\n\n',
    )
    const cut = await answerOf('direct', 'a cut in the middle')
    expect(cut.status).toBe(200)
    expect(decodeURIComponent(cut.body)).toContain('"kind":"truncated"')
    expect(cut.body).not.toContain('[DONE]')
  })

  it('tells the exact kind of an error that came before the stream', async () => {
    const { status, error } = await answerOf('direct', 'a daily quota')
    expect(status).toBe(429)
    expect(decodeURIComponent(String(error))).toContain('"kind":"quota-exhausted"')
  })

  it('tells a gateway behind HTTP that an answer ends because the service does', async () => {
    const config = readConfig({ GEMINI_API_KEY: 'key', GOOGLE_GEMINI_BASE_URL: google.url, LOG_LEVEL: 'silent' })
    const built = buildTranslator(config)
    const going = await openTranslator(config, 0, built)
    const headers = { [INTERNAL_TOKEN_HEADER]: LOOPBACK_TOKEN }
    const send = createHttpSend({ setting: 'TRANSLATOR_URL', baseUrl: going.url, agent })
    const body = chat('gemini-sim-every.20_events.500', 'hi')
    const call = { ...chatPath, headers: { 'content-type': 'application/json', ...headers }, body }
    const answer = await send(call, new AbortController().signal)
    built.parts.lifecycle.endAll()
    expect(decodeURIComponent(await readText(answer.body, 1_000_000))).toContain('"kind":"shutting-down"')
    await going.close({ graceMs: 0, idleMs: 0 })
  })

  it('ends the vendor’s call when the gateway leaves, in both places', async () => {
    for (const send of Object.values(sends)) {
      const left = new AbortController()
      const body = chat('gemini-sim-every.20_events.500', 'hi')
      const answer = await send({ ...chatPath, headers: { 'content-type': 'application/json' }, body }, left.signal)
      await firstChunk(answer.body)
      left.abort(new Error('gone'))
      const last = google.requests.at(-1)
      await google.waitFor(() => last?.outcome === 'client-closed')
    }
  })
})
