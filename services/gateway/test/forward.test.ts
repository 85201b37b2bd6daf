import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, createServer as createNetServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { readConfig } from '@sluice/config'
import type { OpenService } from '@sluice/edge'
import { startGateway } from '../src/index.ts'

const BODY_BYTES_MAX = 6_000_000

describe('forwarded requests', () => {
  let answer: (request: IncomingMessage, response: ServerResponse) => void
  const upstream = createServer((request, response) => answer(request, response))
  let gateway: OpenService

  beforeEach(async () => {
    upstream.listen(0, '127.0.0.1')
    await once(upstream, 'listening')
    const { port } = upstream.address() as AddressInfo
    const UPSTREAM_URL = `http://127.0.0.1:${port}`
    const env = {
      UPSTREAM_URL,
      UPSTREAM_API_KEY: 'sk-of-the-server',
      SLUICE_API_KEYS: 'sk-of-the-client',
      SLUICE_STREAMS_MAX: '2',
      SLUICE_BODY_BYTES_MAX: String(BODY_BYTES_MAX),
    }
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
    [403, 'unauthorized'],
    [503, 'upstream_error'],
  ])('end for the reason that a %i of the upstream gives', async (status, reason) => {
    answer = (request, response) => {
      request.resume()
      request.once('end', () => response.writeHead(status).end('{"error":{"message":"no"}}'))
    }
    const outgoing = ask()
    outgoing.end('{}')
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
    await incoming.toArray()
    expect(await ended()).toContain(`status="${status}",reason="${reason}"`)
  })

  it('say where they went when the upstream has no such model: nobody reads which one they name', async () => {
    answer = (_request, response) => {
      response.writeHead(404, { 'content-type': 'application/json' })
      response.end('{"error":{"message":"No model gemini-embedding-001.","code":"model_not_found"}}')
    }
    const [incoming] = (await once(ask().end('{}'), 'response')) as [IncomingMessage]
    const body = JSON.parse((await incoming.toArray()).join(''))
    expect([incoming.statusCode, body.error.code]).toEqual([404, 'model_not_found'])
    expect(body.error.message).toMatch(/^No model gemini-embedding-001\. .* goes to UPSTREAM_URL, whatever model/)
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
    expect(JSON.parse(text)).toMatchObject({
      error: { code: 'upstream_auth', message: expect.stringMatching(/Check UPSTREAM_API_KEY\.$/) },
    })
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

  it('wait outside when as many run as may', async () => {
    answer = (_request, response) => void response.writeHead(200).write('{')
    const running = [ask(), ask()]
    for (const outgoing of running) outgoing.end('{}')
    await Promise.all(running.map((outgoing) => once(outgoing, 'response')))
    const headers = { authorization: 'Bearer sk-of-the-client' }
    const third = await fetch(`${gateway.url}/v1/completions`, { method: 'POST', headers, body: '{}' })
    expect([third.status, third.headers.get('retry-after')]).toEqual([503, '5'])
    for (const outgoing of running) outgoing.destroy()
  })

  it.each(['content-length', 'transfer-encoding'])('are no larger than the limit, as %s says it', async (framing) => {
    answer = (request) => void request.resume()
    const outgoing = ask(framing === 'content-length' ? { 'content-length': String(BODY_BYTES_MAX + 1) } : {})
    const answered = once(outgoing, 'response')
    outgoing.end(Buffer.alloc(BODY_BYTES_MAX + 1))
    const [incoming] = (await answered) as [IncomingMessage]
    expect([incoming.statusCode, incoming.headers.connection]).toEqual([413, 'close'])
    incoming.resume()
    expect(await ended()).toMatch(/status="413",reason="bad_request".*\} 1$/)
  })
})

describe('errors of the upstream on forwarded routes', () => {
  let answer: (request: IncomingMessage, response: ServerResponse) => void
  const upstream = createServer((request, response) => answer(request, response))
  let gateway: OpenService

  beforeAll(async () => {
    upstream.listen(0, '127.0.0.1')
    await once(upstream, 'listening')
    const { port } = upstream.address() as AddressInfo
    const env = { UPSTREAM_URL: `http://127.0.0.1:${port}`, HOST: '127.0.0.1', LOG_LEVEL: 'silent' }
    gateway = await startGateway(readConfig(env), 0, undefined)
  })
  afterAll(async () => {
    await gateway.close({ graceMs: 0, idleMs: 0 })
    upstream.close()
    upstream.closeAllConnections()
  })

  const call = () => fetch(`${gateway.url}/v1/embeddings`, { method: 'POST', body: '{}' })

  it('keep six members of their body, and lose what is of the inside', async () => {
    const error = { message: 'no such voice', type: 'invalid_request_error', code: 'bad_voice', param: 'voice' }
    const inside = { stack: 'at /srv/app.js:1', path: '/srv', trace: { host: '10.0.0.1' } }
    answer = (_request, response) => {
      const headers = { 'content-type': 'application/json', 'x-ratelimit-limit-requests': '9', server: 'inner' }
      response.writeHead(400, headers).end(JSON.stringify({ error: { ...error, ...inside }, host: '10.0.0.1' }))
    }
    const answered = await call()
    expect(answered.status).toBe(400)
    expect(await answered.json()).toEqual({ error })
    expect(answered.headers.get('x-ratelimit-limit-requests')).toBe('9')
    expect(answered.headers.get('server')).toBeNull()
  })

  it('are read through the encoding that the client asked for', async () => {
    answer = (_request, response) =>
      response
        .writeHead(422, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
        .end(gzipSync('{"error":{"message":"no such voice"}}'))
    const answered = await call()
    expect([answered.status, answered.headers.get('content-encoding')]).toEqual([422, null])
    expect(await answered.json()).toMatchObject({ error: { message: 'no such voice' } })
  })

  it.each([
    ['a page', 'text/html', '<html><h1>413 Request Entity Too Large</h1><hr>nginx/1.25 inner-7</html>'],
    ['a page that calls itself JSON', 'application/json', '<html>inner-7</html>'],
    ['compressed bytes that are none', 'application/json', 'inner-7'],
  ])('never hand on %s', async (_what, type, body) => {
    answer = (_request, response) => {
      const encoding = body.startsWith('<') ? {} : { 'content-encoding': 'br' }
      response.writeHead(413, { 'content-type': type, ...encoding }).end(body)
    }
    const answered = await call()
    const text = await answered.text()
    expect(answered.status).toBe(413)
    expect(JSON.parse(text)).toMatchObject({ error: { message: expect.any(String) } })
    expect(text).not.toMatch(/html|inner/)
  })

  it('have the status that was said, also when their body breaks off', async () => {
    answer = (_request, response) => {
      response.writeHead(500, { 'content-type': 'application/json', 'content-length': 100 })
      response.write('{"error":', () => response.destroy())
    }
    expect((await call()).status).toBe(500)
  })

  it('about the server’s own key are no fault of the client’s, whatever their status', async () => {
    answer = (_request, response) =>
      response
        .writeHead(400, { 'content-type': 'application/json' })
        .end('{"error":{"code":"invalid_api_key","message":"Incorrect API key provided: sk-1"}}')
    const answered = await call()
    expect(answered.status).toBe(502)
    expect(await answered.text()).not.toContain('sk-1')
  })

  it.each([404, 405])('of an address that it does not have are a 404, not a wrong base URL (%i)', async (status) => {
    answer = (_request, response) => response.writeHead(status).end('404 page not found')
    const answered = await call()
    expect(answered.status).toBe(404)
    expect(await answered.json()).toMatchObject({ error: { code: 'unknown_url' } })
  })
})

describe('an upload whose upstream does not want it', () => {
  /** Answers what a test says when the first bytes of a body are there, and resets the connection. */
  let first = ''
  const upstream = createNetServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      if (first === '') socket.resetAndDestroy()
      else socket.write(first, () => socket.resetAndDestroy())
    })
  })
  let gateway: OpenService

  beforeAll(async () => {
    upstream.listen(0, '127.0.0.1')
    await once(upstream, 'listening')
    const { port } = upstream.address() as AddressInfo
    const env = { UPSTREAM_URL: `http://127.0.0.1:${port}`, HOST: '127.0.0.1', LOG_LEVEL: 'silent' }
    gateway = await startGateway(readConfig(env), 0, undefined)
  })
  afterAll(async () => {
    await gateway.close({ graceMs: 0, idleMs: 0 })
    upstream.close()
  })

  /** Uploads on a raw socket and asks for another page on the same connection; resolves with all that was answered. */
  async function upload(bytes: number, path = '/v1/audio/transcriptions'): Promise<string> {
    const { port } = new URL(gateway.url)
    const socket = connect(Number(port), '127.0.0.1')
    socket.on('error', () => {})
    let text = ''
    socket.on('data', (chunk) => {
      text += String(chunk)
    })
    const head = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-length: ${bytes}\r\n\r\n`
    socket.write(head)
    const piece = Buffer.alloc(Math.min(bytes, 64 * 1024))
    for (let sent = 0; sent < bytes && !socket.destroyed; sent += piece.length) {
      if (!socket.write(piece)) await Promise.race([once(socket, 'drain'), once(socket, 'close')])
    }
    socket.write(`GET /livez HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: close\r\n\r\n`)
    if (!socket.destroyed) await once(socket, 'close')
    return text
  }

  it.each([
    ['/v1/audio/transcriptions', 4 * 1024 * 1024, 502],
    ['/v1/audio/transcriptions', 64 * 1024, 502],
    ['/v1/nothing', 4 * 1024 * 1024, 404],
    ['/v1/nothing', 64 * 1024, 404],
  ])('leaves no connection without an answer to its next request: %s, %i bytes', async (path, bytes, status) => {
    first = ''
    const text = await upload(bytes, path)
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    // Closed, and said so, or the next request is answered.
    expect(/connection: close/i.test(text.split('\r\n\r\n')[0] ?? '') || text.includes('{"status":"ok"}')).toBe(true)
  })

  it('hears the answer that came before the reset, always', async () => {
    const body = '{"error":{"message":"too much"}}'
    first = `HTTP/1.1 413 Payload Too Large\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
    for (let run = 0; run < 25; run++) expect(await upload(1024 * 1024)).toMatch(/^HTTP\/1\.1 413 /)
  })
})
