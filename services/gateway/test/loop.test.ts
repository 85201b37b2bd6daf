import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { readConfig } from '@sluice/config'
import type { OpenService } from '@sluice/edge'
import { startGateway } from '../src/index.ts'

const hello = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }] })
const geminiHello = JSON.stringify({ contents: [{ role: 'user', parts: [{ text: 'hi' }] }] })

describe('an upstream that leads back to the gateway', () => {
  let gateway: OpenService
  let calls = 0
  // Under an address that the start cannot know for its own.
  const detour = createServer((incoming, response) => {
    calls++
    const { method, headers } = incoming
    const outgoing = request(gateway.url + incoming.url, { method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers)
      answer.pipe(response)
    })
    incoming.pipe(outgoing)
  })

  beforeAll(async () => {
    detour.listen(0, '127.0.0.1')
    await once(detour, 'listening')
    const { port } = detour.address() as AddressInfo
    const env = { UPSTREAM_URL: `http://127.0.0.1:${port}`, HOST: '127.0.0.1', LOG_LEVEL: 'silent' }
    gateway = await startGateway(readConfig(env), 0, undefined)
  })
  afterAll(async () => {
    await gateway.close({ graceMs: 0, idleMs: 0 })
    detour.close()
    detour.closeAllConnections()
  })

  it.each([
    ['/v1/chat/completions', hello],
    ['/v1beta/models/m:generateContent', geminiHello],
    ['/v1/embeddings', '{"model":"m","input":"x"}'],
  ])('%s is answered 508 after one call', async (path, body) => {
    calls = 0
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(gateway.url + path, { method: 'POST', headers, body })
    expect(answer.status).toBe(508)
    expect(await answer.text()).toContain('UPSTREAM_URL')
    expect(calls).toBe(1)
  })
})
