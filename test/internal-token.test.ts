import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createGeminiSimulator, type Simulator } from '@sluice/simulator'
import { freePorts, startServices } from './service-process.ts'

const { start } = startServices()
const keys = { SLUICE_API_KEYS: 'sk-of-a-client' }

describe('a translator that does not know its gateway', () => {
  let gemini: Simulator
  beforeAll(async () => {
    gemini = await createGeminiSimulator()
  })
  afterAll(() => gemini.close())

  it.each([
    {
      how: 'two tokens',
      translator: { ...keys, SLUICE_INTERNAL_TOKEN: 'one' },
      gateway: { ...keys, SLUICE_INTERNAL_TOKEN: 'two' },
    },
    { how: 'a token of the gateway only', translator: {}, gateway: { SLUICE_INTERNAL_TOKEN: 'two' } },
    { how: 'a token of the translator only', translator: { SLUICE_INTERNAL_TOKEN: 'one' }, gateway: {} },
  ])('is a 502 that names the setting, and no fault of a client’s key: $how', async ({ translator, gateway }) => {
    const env = { ...freePorts, MAX_RETRIES: '0' }
    const behind = start('translator', {
      ...env,
      ...translator,
      GEMINI_API_KEY: 'k',
      GOOGLE_GEMINI_BASE_URL: gemini.url,
    })
    const TRANSLATOR_URL = await behind.url('translator')
    const url = await start('gateway', { ...env, ...gateway, TRANSLATOR_URL }).url('gateway')
    const headers = { authorization: 'Bearer sk-of-a-client', 'content-type': 'application/json' }
    for (const stream of [true, false]) {
      const body = JSON.stringify({ model: 'gemini-2.5-flash', stream, messages: [{ role: 'user', content: 'hi' }] })
      const answer = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body })
      expect(answer.status).toBe(502)
      const text = await answer.text()
      expect(text).toContain('SLUICE_INTERNAL_TOKEN')
      expect(text).not.toContain('API key')
    }
    const model = await fetch(`${url}/v1/models/gemini-2.5-flash`, { headers })
    expect([model.status, await model.text()]).toEqual([502, expect.stringContaining('SLUICE_INTERNAL_TOKEN')])
    expect(gemini.requests).toEqual([])
  })
})
