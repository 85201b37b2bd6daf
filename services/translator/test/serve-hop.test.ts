import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from '@jest/globals'
import { createLifecycle } from '@sluice/edge'
import { createRecorder } from '@sluice/record'
import { BodyPipe, createAgent, createHttpSend } from '@sluice/upstream'
import { serveHop } from '../src/serve-hop.ts'

describe('serveHop', () => {
  it('lets go of an answer whose gateway left, whatever the answer still says', async () => {
    const served = Promise.withResolvers<void>()
    const server = createServer((request, response) => {
      const readBody = async () => new Uint8Array(0)
      const body = new BodyPipe()
      body.chunk(Buffer.from('first'))
      const hop = async (_call: unknown, signal: AbortSignal) => {
        signal.addEventListener('abort', () => {
          body.chunk(Buffer.from('last'))
          body.end()
        })
        return { status: 200, headers: {}, body }
      }
      const record = createRecorder([])({ requestId: 'req_test', protocol: 'openai-chat', route: '/' })
      const arrival = {
        request,
        response,
        protocol: 'openai-chat',
        route: { kind: 'generate', protocol: 'openai-chat' },
        lifecycle: createLifecycle(),
        via: '1.1 sluice-test-0',
        record,
        readBody,
      } as const
      serveHop(hop, arrival).then(served.resolve)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const agent = createAgent()
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const send = createHttpSend({ setting: 'TRANSLATOR_URL', baseUrl, agent })
    const left = new AbortController()
    const path = '/chat/completions'
    const answer = await send({ method: 'POST', protocol: 'openai-chat', path, headers: {}, body: '{}' }, left.signal)
    await new Promise<void>((resolve) => answer.body.read({ chunk: () => resolve(), end() {}, fail() {} }))
    left.abort(new Error('gone'))
    await served.promise
    await agent.close()
    server.close()
  })
})
