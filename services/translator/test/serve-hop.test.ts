import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from '@jest/globals'
import { createAgent, createHttpSend } from '@sluice/upstream'
import { serveHop } from '../src/serve-hop.ts'

describe('serveHop', () => {
  it('lets go of an answer whose gateway left, whatever the answer still says', async () => {
    let settled: (() => void) | undefined
    const bodyClosed = new Promise<void>((resolve) => {
      settled = resolve
    })
    const server = createServer((request, response) => {
      const readBody = async () => new Uint8Array(0)
      void serveHop(
        async (_call, signal) => ({ status: 200, headers: {}, body: lastWords(signal, () => settled?.()) }),
        { request, response, protocol: 'openai-chat', over: new AbortController().signal, readBody },
      )
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const agent = createAgent()
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const send = createHttpSend({ setting: 'TRANSLATOR_URL', baseUrl, agent, headers: {} })
    const left = new AbortController()
    const call = {
      method: 'POST',
      protocol: 'openai-chat',
      path: '/chat/completions',
      headers: {},
      body: '{}',
    } as const
    const answer = await send(call, left.signal)
    await answer.body[Symbol.asyncIterator]().next()
    left.abort(new Error('gone'))
    await expect(bodyClosed).resolves.toBeUndefined()
    await agent.close()
    server.close()
  })
})

/** Speaks, waits until nobody listens any more, and speaks again. */
async function* lastWords(signal: AbortSignal, closed: () => void): AsyncGenerator<Uint8Array> {
  try {
    yield Buffer.from('first')
    await once(signal, 'abort')
    yield Buffer.from('last')
    yield Buffer.from('never asked for')
  } finally {
    closed()
  }
}
