import { execFileSync, spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createGeminiSimulator, createOpenAISimulator, type Simulator } from '@sluice/simulator'
import { saySkipped } from './say-skipped.ts'
import { chat, freePorts, generate, startServices } from './service-process.ts'

const { start } = startServices()

describe('a running product', () => {
  const secrets = {
    GEMINI_API_KEY: 'AIzaSecretOfTheServer',
    UPSTREAM_API_KEY: 'sk-secret-of-the-server',
    SLUICE_API_KEYS: 'sk-secret-of-a-client',
    SLUICE_INTERNAL_TOKEN: 'secret-between-services',
  }
  let gemini: Simulator
  let upstream: Simulator
  beforeAll(async () => {
    gemini = await createGeminiSimulator({ apiKey: secrets.GEMINI_API_KEY })
    upstream = await createOpenAISimulator({ apiKey: secrets.UPSTREAM_API_KEY })
  })
  afterAll(() => Promise.all([gemini.close(), upstream.close()]))

  const { SLUICE_API_KEYS: _keys, ...withoutKeys } = secrets
  const startOpen = () =>
    start('both', { ...freePorts, ...withoutKeys, UPSTREAM_URL: upstream.url, GOOGLE_GEMINI_BASE_URL: gemini.url })

  it('tells how it is and what it is, at both services', async () => {
    const service = startOpen()
    for (const name of ['gateway', 'translator'] as const) {
      const url = await service.url(name)
      for (const path of ['livez', 'readyz', 'healthz', 'health']) {
        const answer = await fetch(`${url}/${path}`)
        expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }])
      }
      expect(await (await fetch(url)).json()).toMatchObject({
        name,
        version: expect.any(String),
        base_urls: { gemini: url },
      })
      const head = await fetch(url, { method: 'HEAD' })
      expect([head.status, await head.text()]).toEqual([200, ''])
    }
  })

  it('has metrics that Prometheus’ own linter takes', async () => {
    if (spawnSync('promtool', ['--version']).error) {
      saySkipped('promtool is not installed, so the metrics are not checked (apt-get install prometheus).')
      return
    }
    const service = startOpen()
    for (const name of ['gateway', 'translator'] as const) {
      const url = await service.url(name)
      for (const ask of [chat, generate]) {
        for (const model of name === 'gateway' ? ['gemini-2.5-flash', 'gpt-4o'] : ['gemini-2.5-flash']) {
          await (await ask(url, model, 'hello')).text()
          await (await ask(url, model, '[[sim:status=400]]')).text()
        }
      }
      const metrics = await (await fetch(`${url}/metrics`)).text()
      expect(metrics).toMatch(/^sluice_requests_total\{.*reason="complete"/m)
      // Throws with what promtool has to say.
      execFileSync('promtool', ['check', 'metrics'], { input: metrics, stdio: ['pipe', 'pipe', 'pipe'] })
    }
  })

  it('never says a secret (S01)', async () => {
    const env = { ...freePorts, ...secrets, LOG_LEVEL: 'debug', UPSTREAM_URL: upstream.url }
    const service = start('both', { ...env, GOOGLE_GEMINI_BASE_URL: gemini.url })
    const url = await service.url('gateway')
    const body = JSON.stringify({ contents: [{ role: 'user', parts: [{ text: 'hello' }] }] })
    const answers: string[] = []
    for (const path of ['gemini-2.5-flash:generateContent', 'gpt-4o:generateContent', 'gemini-2.5-flash:nonsense']) {
      for (const key of [secrets.SLUICE_API_KEYS, 'sk-secret-that-is-wrong']) {
        const headers = { 'content-type': 'application/json' }
        const answer = await fetch(`${url}/v1beta/models/${path}?key=${key}`, { method: 'POST', headers, body })
        answers.push(await answer.text())
      }
    }
    answers.push(await (await fetch(`${url}/metrics`)).text())
    await service.said(/unauthorized/)
    expect(answers.join()).not.toMatch(/secret/i)
    expect(service.output).not.toMatch(/AIzaSecret|sk-secret|secret-between/)
  })

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends by itself after %s, when the running answers are out',
    async (signal) => {
      const service = startOpen()
      const url = await service.url('gateway')
      const running = [chat, generate].flatMap((ask) =>
        ['gemini-2.5-flash', 'gpt-4o'].map((model) =>
          ask(url, model, `[[sim:text=Still here;first-event=300;key=${signal}]]`),
        ),
      )
      for (const simulator of [gemini, upstream])
        await simulator.waitFor(
          (requests) => requests.filter(({ body }) => body.includes(`key=${signal}`)).length === 2,
        )
      service.signal(signal)
      for (const answer of await Promise.all(running)) {
        expect(answer.status).toBe(200)
        expect(await answer.text()).toContain('Still here')
      }
      expect(await service.exit).toBe(0)
      await expect(fetch(url)).rejects.toThrow()
    },
  )

  it.each(['gateway', 'translator'] as const)('ends with 0 after SIGTERM: the %s alone', async (what) => {
    const service = start(what, { PORT: '0' })
    await service.url(what)
    service.signal('SIGTERM')
    expect(await service.exit).toBe(0)
  })
})
