import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { readConfig } from '@sluice/config'
import type { OpenService } from '@sluice/edge'
import { startGateway } from '../src/index.ts'

describe('forwarded requests', () => {
  let answer: (request: IncomingMessage, response: ServerResponse) => void
  const upstream = createServer((request, response) => answer(request, response))
  let gateway: OpenService

  beforeEach(async () => {
    upstream.listen(0, '127.0.0.1')
    await once(upstream, 'listening')
    const { port } = upstream.address() as AddressInfo
    const UPSTREAM_URL = `http://127.0.0.1:${port}`
    const env = { UPSTREAM_URL, UPSTREAM_API_KEY: 'sk-of-the-server', SLUICE_API_KEYS: 'sk-of-the-client' }
    gateway = await startGateway(readConfig({ ...env, HOST: '127.0.0.1', LOG_LEVEL: 'silent' }), 0, undefined)
  })
  afterEach(async () => {
    await gateway.close({ graceMs: 0, idleMs: 0 })
    upstream.close()
    upstream.closeAllConnections()
  })

  function ask(headers: Record<string, string> = {}) {
    const outgoing = request(`${gateway.url}/v1/embeddings`, {
      method: 'POST',
      agent: false,
      headers: { authorization: 'Bearer sk-of-the-client', ...headers },
    })
    outgoing.on('error', () => {})
    return outgoing
  }

  async function series(): Promise<string> {
    const headers = { authorization: 'Bearer sk-of-the-client' }
    const text = await (await fetch(`${gateway.url}/metrics`, { headers })).text()
    return text
      .split('\n')
      .filter((line) => line.startsWith('sluice_requests_total'))
      .join('\n')
  }

  /** Resolves with the metrics once a request has ended. */
  async function ended(): Promise<string> {
    for (;;) {
      const text = await series()
      if (text !== '') return text
    }
  }

  it.each([{}, { expect: '100-continue' }])('keep the client’s key to themselves: %j', async (more) => {
    let seen: IncomingHttpHeaders = {}
    answer = (request, response) => {
      seen = request.headers
      request.resume()
      request.once('end', () => response.end('{}'))
    }
    const outgoing = ask({ 'x-api-key': 'sk-of-the-client', cookie: 'a=b', te: 'trailers', ...more })
    outgoing.end('{"a":1}')
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
    incoming.resume()
    await once(incoming, 'end')
    expect(incoming.statusCode).toBe(200)
    expect(seen.authorization).toBe('Bearer sk-of-the-server')
    expect(JSON.stringify(seen)).not.toContain('sk-of-the-client')
    for (const name of ['x-api-key', 'cookie', 'te', 'expect']) expect(seen).not.toHaveProperty(name)
    expect(await ended()).toMatch(/status="200",reason="complete".*\} 1$/)
  })

  it.each([
    [400, 'bad_request'],
    [404, 'not_found'],
    [429, 'limited'],
    [403, 'upstream_error'],
    [503, 'upstream_error'],
  ])('end for the reason that a %i of the upstream gives', async (status, reason) => {
    answer = (request, response) => {
      request.resume()
      request.once('end', () => response.writeHead(status).end('{}'))
    }
    const outgoing = ask()
    outgoing.end('{}')
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
    await incoming.toArray()
    expect(await ended()).toContain(`status="${status}",reason="${reason}"`)
  })

  it('take a refusal of the server’s key for what it is, and keep that key to themselves', async () => {
    answer = (incoming, response) => {
      incoming.resume()
      response
        .writeHead(401, { 'content-type': 'application/json' })
        .end('{"error":{"message":"bad key sk-of-the-server"}}')
    }
    const outgoing = ask()
    outgoing.end('{}')
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage]
    let text = ''
    for await (const piece of response) text += piece
    expect(response.statusCode).toBe(502)
    expect(JSON.parse(text)).toMatchObject({ error: { code: 'upstream_auth' } })
    expect(text).not.toContain('sk-of-the-server')
    expect(await ended()).toContain('reason="upstream_error"')
  })

  it('blame the upstream, not the client, when its answer breaks off', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': 100 })
      response.write('{"a":', () => response.destroy())
    }
    const outgoing = ask()
    outgoing.end('{}')
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
    await expect(incoming.toArray()).rejects.toThrow('aborted')
    expect(await ended()).toMatch(/status="200",reason="truncated".*\} 1$/)
  })

  it.each(['while it waits', 'while it sends'])('end at the upstream when the client leaves %s', async (moment) => {
    const arrived = new Promise<IncomingMessage>((resolve) => {
      answer = (request) => {
        request.on('error', () => {})
        request.resume()
        resolve(request)
      }
    })
    const outgoing = ask({ 'content-length': '10' })
    outgoing.write(moment === 'while it sends' ? '{' : '{"a":1111}')
    const request = await arrived
    outgoing.destroy()
    const { socket } = request
    if (!socket.destroyed) await new Promise((resolve) => socket.once('close', resolve))
    expect(await ended()).toMatch(/status="499",reason="client_gone".*\} 1$/)
  })
})
