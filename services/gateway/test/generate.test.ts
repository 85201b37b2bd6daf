import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { readConfig } from '@sluice/config'
import type { OpenService } from '@sluice/edge'
import { startGateway } from '../src/index.ts'

const chunk = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({ id: 'x', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`

/** Answers that may run at once. */
const PLACES = 2

describe('generations', () => {
  let answer: (response: ServerResponse) => void
  const upstream = createServer((_request, response) =>
    answer(response.writeHead(200, { 'content-type': 'text/event-stream' })),
  )
  let gateway: OpenService

  beforeEach(async () => {
    upstream.listen(0, '127.0.0.1')
    await once(upstream, 'listening')
    const { port } = upstream.address() as AddressInfo
    const env = {
      UPSTREAM_URL: `http://127.0.0.1:${port}`,
      SLUICE_HEARTBEAT_AFTER_MS: '300',
      SLUICE_STREAMS_MAX: String(PLACES),
    }
    gateway = await startGateway(readConfig({ ...env, HOST: '127.0.0.1', LOG_LEVEL: 'silent' }), 0, undefined)
  })
  afterEach(async () => {
    await gateway.close({ graceMs: 0, idleMs: 0 })
    upstream.close()
    upstream.closeAllConnections()
  })

  it('leave no running stream behind when a header of theirs is wrong', async () => {
    const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'x' }] })
    const headers = { 'x-sluice-stop-tags': '{' }
    const { status } = await fetch(`${gateway.url}/v1/chat/completions`, { method: 'POST', headers, body })
    expect(status).toBe(400)
    expect(await (await fetch(`${gateway.url}/metrics`)).text()).toMatch(/^sluice_active_streams\{.*\} 0$/m)
  })

  it.each(['/v1/models', '/v1/models/m'])('and model lists are counted with their target: %s', async (path) => {
    answer = (response) => response.end('{"object":"list","data":[{"id":"m"}]}')
    expect((await fetch(`${gateway.url}${path}`)).status).toBe(200)
    expect(await (await fetch(`${gateway.url}/metrics`)).text()).toMatch(
      /^sluice_requests_total\{.*target="upstream".*\} 1$/m,
    )
  })

  it('have all places while others send a byte of their body and wait', async () => {
    answer = (response) => response.end(`${chunk({ role: 'assistant', content: 'hello' }, 'stop')}data: [DONE]\n\n`)
    const port = Number(new URL(gateway.url).port)
    const head = 'POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\n{'
    const slow = Array.from({ length: 10 * PLACES }, () => connect(port, '127.0.0.1').on('error', () => {}))
    await Promise.all(slow.map((socket) => new Promise((sent) => socket.write(head, sent))))
    await new Promise((resolve) => setTimeout(resolve, 100))
    const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'x' }] })
    const { status } = await fetch(`${gateway.url}/v1/chat/completions`, { method: 'POST', body })
    for (const socket of slow) socket.destroy()
    expect(status).toBe(200)
  })

  it.each(['generateContent', 'streamGenerateContent?alt=sse'])(
    'outlive a client’s odd member name in the first heartbeat: %s',
    async (verb) => {
      answer = (response) => {
        response.write(chunk({ role: 'assistant', content: 'hello' }))
        setTimeout(() => response.end(chunk({}, 'stop')), 500)
      }
      const contents = [{ role: 'user', parts: [{ text: 'x' }] }]
      const body = JSON.stringify({ contents, generationConfig: { 'a\r\nx-evil: 漢': 1 } })
      const response = await fetch(`${gateway.url}/v1beta/models/m:${verb}`, { method: 'POST', body })
      expect(await response.text()).toMatch(/hello.*STOP/s)
      expect(response.headers.get('x-sluice-dropped')).toContain('x-evil')
      expect(response.headers.get('x-evil')).toBeNull()
    },
  )
})
