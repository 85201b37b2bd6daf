import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createGeminiSimulator, createOpenAISimulator, type Simulator } from '@sluice/simulator'
import { ask, send } from './raw-client.ts'
import { freePorts, type ServiceProcess, startServices } from './service-process.ts'
import { inject } from './wall/inject.ts'

const { start } = startServices()

/** Half a second of answer; long enough to be in the middle of, short enough to wait for. */
const shortModel = 'sim-every.50_events.10'
const endlessModel = 'sim-every.50_events.10000'

describe('a service that is told to stop', () => {
  let gemini: Simulator
  let upstream: Simulator
  beforeAll(async () => {
    gemini = await createGeminiSimulator()
    upstream = await createOpenAISimulator()
  })
  afterAll(() => Promise.all([gemini.close(), upstream.close()]))

  const begin = (env: Readonly<Record<string, string>> = {}) =>
    start('both', {
      ...freePorts,
      GEMINI_API_KEY: 'k',
      GOOGLE_GEMINI_BASE_URL: gemini.url,
      UPSTREAM_URL: upstream.url,
      ...env,
    })

  const openai = (url: string, model: string, stream = true) =>
    send({
      url: `${url}/v1/chat/completions`,
      body: JSON.stringify({ model, stream, messages: [{ role: 'user', content: 'hi' }] }),
    })
  const googled = (url: string, model: string) =>
    send({
      url: `${url}/v1beta/models/gemini-${model}:streamGenerateContent?alt=sse`,
      body: JSON.stringify({ contents: [{ parts: [{ text: 'hi' }] }] }),
    })

  async function stopped(service: ServiceProcess, signal: NodeJS.Signals): Promise<void> {
    service.signal(signal)
    await service.said(/"msg":"draining"/)
  }

  it('lets running answers end, takes no new connection, and exits with 0 (P01)', async () => {
    const service = begin()
    const url = await service.url('gateway')
    const calls = [
      openai(url, shortModel),
      openai(url, shortModel, false),
      googled(url, shortModel),
      openai(url, `gemini-${shortModel}`),
    ]
    await Promise.all([calls[0], calls[2], calls[3]].map((call) => call?.until((text) => text.includes('data: '))))
    await stopped(service, 'SIGTERM')
    await expect(ask({ url: `${url}/livez` })).rejects.toThrow(/ECONNREFUSED|ECONNRESET/)
    for (const call of calls) {
      const { status, end, text } = await call.answer
      expect({ status, end }).toEqual({ status: 200, end: 'complete' })
      expect(text).toMatch(/\[DONE\]|"finishReason": ?"STOP"|"finish_reason":"stop"/)
    }
    expect(await service.exit).toBe(0)
  })

  it('tells what still runs after the grace that it ends, in its dialect, and exits with 0 (P02)', async () => {
    const service = begin({ SLUICE_DRAIN_MS: '200' })
    const url = await service.url('gateway')
    const calls = [openai(url, endlessModel), googled(url, endlessModel)]
    await Promise.all(calls.map((call) => call.until((text) => text.includes('data: '))))
    await stopped(service, 'SIGTERM')
    const [chat, google] = await Promise.all(calls.map((call) => call.answer))
    expect(chat?.end).toBe('complete')
    expect(chat?.text).toMatch(/data: \{"error":\{[^\n]*shutting down[^\n]*\n\n$/)
    expect(chat?.text).not.toContain('[DONE]')
    expect(google?.end).toBe('complete')
    expect(google?.text).toMatch(/\n\{"error":\{[^\n]*UNAVAILABLE[^\n]*\n+data: \{"error":[^\n]*UNAVAILABLE[^\n]*\n\n$/)
    expect(await service.exit).toBe(0)
    expect(service.output.match(/"reason":"shutdown"/g)).toHaveLength(2)
  })

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'cuts what runs at a second %s, and says why of each answer once',
    async (signal) => {
      const service = begin()
      const url = await service.url('gateway')
      const streams = [openai(url, endlessModel), googled(url, endlessModel)]
      const whole = openai(url, endlessModel, false)
      const ends = [...streams, whole].map(({ answer }) => answer.then(({ end }) => end).catch(() => 'cut'))
      await Promise.all(streams.map((call) => call.until((text) => text.includes('data: '))))
      await stopped(service, signal)
      service.signal(signal)
      expect(await service.exit).toBe(130)
      expect(await Promise.all(ends)).toEqual(['cut', 'cut', 'cut'])
      const lines = service.output.split('\n').filter((line) => line.includes('"msg":"request"'))
      const reasons = lines.map((line) => `${JSON.parse(line).service} ${JSON.parse(line).reason}`)
      expect(reasons).toEqual(['gateway shutdown', 'gateway shutdown', 'gateway shutdown'])
    },
  )

  it('logs an error that nobody caught while it drains, and exits with 1', async () => {
    const service = begin(inject('process.on("SIGUSR2", () => setTimeout(() => { throw new Error("in a timer") }))'))
    const call = openai(await service.url('gateway'), shortModel)
    await call.until((text) => text.includes('data: '))
    await stopped(service, 'SIGTERM')
    service.signal('SIGUSR2')
    await service.said(/"level":"fatal"[^\n]*in a timer/)
    expect((await call.answer).text).toContain('[DONE]')
    expect(await service.exit).toBe(1)
  })

  it('does not take the first signal after an error for a second one', async () => {
    const service = begin(inject('process.on("SIGUSR2", () => setTimeout(() => { throw new Error("in a timer") }))'))
    const call = openai(await service.url('gateway'), shortModel)
    await call.until((text) => text.includes('data: '))
    service.signal('SIGUSR2')
    await service.said(/"level":"fatal"[^\n]*in a timer/)
    service.signal('SIGTERM')
    expect(await call.answer).toMatchObject({ end: 'complete', text: expect.stringContaining('[DONE]') })
    expect(await service.exit).toBe(1)
  })

  const uncaught = [
    { what: 'an error', code: 'throw new Error("nobody caught this")' },
    { what: 'a rejection', code: 'Promise.reject(new Error("nobody caught this"))' },
  ]

  it.each(uncaught)(
    'logs $what that nobody caught, lets running answers end, and exits with 1 (P08)',
    async ({ code }) => {
      const service = begin(inject(`process.on("SIGUSR2", () => { ${code} })`))
      const call = openai(await service.url('gateway'), shortModel)
      await call.until((text) => text.includes('data: '))
      service.signal('SIGUSR2')
      await service.said(/"err":\{[^\n]*nobody caught this[^\n]*draining/)
      expect((await call.answer).text).toContain('[DONE]')
      expect(await service.exit).toBe(1)
    },
  )

  it('takes no more generations than it may, and says when to come again', async () => {
    const service = begin({ SLUICE_STREAMS_MAX: '1' })
    const url = await service.url('gateway')
    const first = openai(url, endlessModel)
    await first.until((text) => text.includes('data: '))
    const { status, headers, text } = await openai(url, shortModel).answer
    expect({ status, retryAfter: headers['retry-after'] }).toEqual({ status: 503, retryAfter: '5' })
    expect(text).toContain('SLUICE_STREAMS_MAX')
    first.leave()
    await service.said(/"reason":"client_gone"/)
    expect((await openai(url, 'gpt-4o').answer).status).toBe(200)
  })
})
