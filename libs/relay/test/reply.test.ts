import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from '@jest/globals'
import { type Asked, type Codec, codecs, type Framing, GatewayError } from '@sluice/protocol'
import { createSink, Reply, type ReplyOptions, type Sink } from '../src/index.ts'

const failure = new GatewayError({ kind: 'overloaded', message: 'The vendor is overloaded.' })

const sources = { createdAt: 0, nowMs: () => 0, random: () => 0, randomId: () => 'r', sha256: () => '' }
const inputs = {
  'openai-chat': { body: { model: 'm', stream: true, messages: [{ role: 'user', content: 'hi' }] } },
  gemini: { model: 'm', stream: true, body: { contents: [{ parts: [{ text: 'hi' }] }] } },
}

function sinkOf(codec: Codec, framing: Framing, lateErrors: 'cut' | 'body'): Sink {
  const input = inputs[codec.protocol]
  const outline = codec.client.outline(input)
  const asked: Asked = { input, outline, framing, sources, requestId: 'req_test', answerModel: 'asked' }
  return createSink({ framing, codec, stream: codec.client.openStream(asked), requestId: 'req_test', lateErrors })
}

/** A reply on a real socket with the client that reads it. */
interface Talk {
  readonly reply: Reply
  readonly response: ServerResponse
  readonly beats: () => number
  /** Resolves when the reply says that its client is gone. */
  readonly gone: Promise<void>
  /** The client's side, once there is a status line. */
  readonly incoming: Promise<IncomingMessage>
  leave(): void
}

describe('Reply', () => {
  const servers: Server[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.close()
      server.closeAllConnections()
    }
  })

  async function talk({
    framing = 'sse',
    codec = codecs['openai-chat'],
    lateErrors = 'cut',
    ...options
  }: Partial<ReplyOptions> & { codec?: Codec; lateErrors?: 'cut' | 'body' } = {}): Promise<Talk> {
    const server = createServer().listen(0, '127.0.0.1')
    servers.push(server)
    await once(server, 'listening')
    const outgoing = request({ port: (server.address() as AddressInfo).port, agent: false })
    const incoming = new Promise<IncomingMessage>((resolve, reject) =>
      outgoing.once('response', resolve).once('error', reject),
    )
    incoming.catch(() => {})
    outgoing.end()
    const [, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse]
    let beats = 0
    const gone = Promise.withResolvers<void>()
    const reply = new Reply({
      response,
      framing,
      sink: sinkOf(codec, framing, lateErrors),
      heartbeat: { afterMs: 0, everyMs: 1 },
      stallMs: 0,
      onHeartbeat: () => beats++,
      onGone: gone.resolve,
      onFault: () => {},
      ...options,
    })
    return { reply, response, incoming, beats: () => beats, gone: gone.promise, leave: () => outgoing.destroy() }
  }

  async function textOf({ incoming }: Talk): Promise<string> {
    const pieces: Buffer[] = []
    for await (const piece of await incoming) pieces.push(piece)
    return Buffer.concat(pieces).toString()
  }

  it('sends a whole answer that needed no heartbeat without one extra byte', async () => {
    const one = await talk({ framing: 'whole' })
    one.reply.setHeaders({ 'x-sluice-model-version': 'm' })
    one.reply.end('{"ü":1}')
    const { headers, statusCode } = await one.incoming
    expect(statusCode).toBe(200)
    expect(headers).toMatchObject({ 'content-length': '8', 'x-sluice-model-version': 'm' })
    expect(await textOf(one)).toBe('{"ü":1}')
  })

  it('commits with the first heartbeat and beats until it is closed', async () => {
    const one = await talk({ framing: 'whole', heartbeat: { afterMs: 5, everyMs: 5 } })
    const incoming = await one.incoming
    expect(one.reply.committed).toBe(true)
    expect(incoming.headers['content-length']).toBeUndefined()
    await once(incoming, 'data')
    one.reply.end('{}')
    expect(await textOf(one)).toMatch(/^\n*\{\}$/)
    const beats = one.beats()
    expect(beats).toBeGreaterThan(0)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(one.beats()).toBe(beats)
  })

  it('tells a late error in the stream, without a terminal marker, and ends it politely', async () => {
    const one = await talk()
    one.reply.write('data: {}\n\n')
    await one.reply.failLate(failure)
    const text = await textOf(one)
    expect(text).toMatch(/^data: \{\}\n\ndata: \{"error":.*overloaded/s)
    expect(text).not.toContain('[DONE]')
  })

  it.each([
    ['after a frame', '{"a":1}'],
    ['after heartbeats only', undefined],
  ])('tells a late error as the last element of a JSON array: %s', async (_name, frame) => {
    const heartbeat = frame === undefined ? { afterMs: 1, everyMs: 1_000 } : { afterMs: 0, everyMs: 1 }
    const one = await talk({ framing: 'json-array', codec: codecs.gemini, heartbeat })
    if (frame !== undefined) one.reply.sink.pass(undefined, { data: frame })
    one.reply.write(one.reply.sink.take())
    await one.incoming
    await one.reply.failLate(failure)
    const elements: unknown = JSON.parse(await textOf(one))
    expect(elements).toEqual([...(frame ? [{ a: 1 }] : []), { error: expect.objectContaining({ code: 503 }) }])
  })

  it('cuts a committed whole answer, or puts the error into its body', async () => {
    const heartbeat = { afterMs: 1, everyMs: 1_000 }
    const cut = await talk({ framing: 'whole', heartbeat })
    await cut.incoming
    await cut.reply.failLate(failure)
    await expect(textOf(cut)).rejects.toThrow('aborted')
    const told = await talk({ framing: 'whole', heartbeat, lateErrors: 'body' })
    await told.incoming
    await told.reply.failLate(failure)
    expect(JSON.parse(await textOf(told))).toMatchObject({ error: { message: 'The vendor is overloaded.' } })
  })

  it('says that its client is gone, and writes nothing more', async () => {
    const one = await talk()
    one.reply.write('data: 1\n\n')
    await one.incoming
    one.leave()
    await one.gone
    expect(one.reply.write('data: 2\n\n')).toBe(true)
    await one.reply.failLate(failure)
  })

  const flood = 'x'.repeat(16 * 1024 * 1024)

  it('lets go of a client that takes nothing while the answer runs', async () => {
    const one = await talk({ stallMs: 50 })
    expect(one.reply.write(flood)).toBe(false)
    expect((await one.incoming).statusCode).toBe(200)
    await one.gone
  })

  it('lets go of a client that does not take the last bytes', async () => {
    const one = await talk({ stallMs: 50, framing: 'whole' })
    one.reply.end(flood)
    await once(one.response, 'close')
    expect(one.response.writableFinished).toBe(false)
  })

  it('beats into no buffer that a stalled client has filled', async () => {
    const one = await talk({ heartbeat: { afterMs: 2, everyMs: 2 } })
    one.reply.write(flood)
    await one.incoming
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(one.beats()).toBe(0)
    one.leave()
    await one.gone
  })
})
