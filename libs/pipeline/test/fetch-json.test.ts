import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from '@jest/globals'
import { createAgent, createHttpSend } from '@sluice/upstream'
import { fetchJson } from '../src/index.ts'

describe('fetchJson', () => {
  it('leaves no connection behind when it does not read the answer', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(302, { location: '/elsewhere' })
      response.write('moved')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const agent = createAgent()
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const send = createHttpSend({ setting: 'UPSTREAM_URL', baseUrl, agent })
    const connection = once(server, 'connection')
    const call = { method: 'GET', protocol: 'openai-chat', path: '/models', headers: {} } as const
    await expect(fetchJson(send, call, new AbortController().signal, 5_000)).rejects.toMatchObject({
      kind: 'wrong-address',
    })
    const [socket] = await connection
    if (!socket.destroyed) await once(socket, 'close')
    await agent.close()
    server.close()
  })
})
