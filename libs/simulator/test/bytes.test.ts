import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Simulator } from '../src/simulator.ts'
import { create, eventsOf, type Kind, post, saidIn, say } from './calls.ts'

describe.each<Kind>(['gemini', 'openai'])('bytes of the %s simulator', (kind) => {
  let simulator: Simulator

  beforeEach(async () => {
    simulator = await create[kind]()
  })
  afterEach(() => simulator.close())

  const ask = (script: string, stream = true) => post(simulator, say(kind, `hello [[sim:${script}]]`, { stream }))

  /** Everything the socket gives, head included, until it closes. */
  async function raw(script: string): Promise<{ text: string; pieces: Buffer[] }> {
    const [path, value] = say(kind, `hello [[sim:${script}]]`)
    const body = JSON.stringify(value)
    const socket = connect(simulator.port, '127.0.0.1')
    const pieces: Buffer[] = []
    socket.on('data', (piece) => pieces.push(piece))
    socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
    await simulator.waitFor((requests) => requests[0]?.endedAtMs)
    socket.end()
    await once(socket, 'close')
    return { text: Buffer.concat(pieces).toString('utf8'), pieces }
  }

  it('compresses unasked', async () => {
    const response = await ask('gzip;text=pressed')
    expect(response.headers.get('content-encoding')).toBe('gzip')
    expect(saidIn(await response.text())).toBe('pressed')
  })

  it('sends interim responses first', async () => {
    const { text } = await raw('hints')
    expect(text).toMatch(
      /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 103 Early Hints\r\n.*?\r\n\r\nHTTP\/1\.1 200 OK\r\n/s,
    )
  })

  it('says a text in deltas of one character, so that a tag is cut everywhere', async () => {
    const text = await (await ask('text=abc</x>def;split=1')).text()
    expect(saidIn(text)).toBe('abc</x>def')
    expect(eventsOf(text).length).toBeGreaterThanOrEqual(10)
  })

  it('sends one byte a write', async () => {
    const { pieces } = await raw('text=ab;chunks=bytes')
    expect(pieces.length).toBeGreaterThan(20)
  })

  it('sends everything in one write', async () => {
    const { text } = await raw('events=50;chunks=one')
    // One chunk of the chunked encoding: its size line, then the last one.
    expect(text.match(/\r\n[0-9a-f]+\r\n/g)).toHaveLength(2)
  })

  it('dresses the SSE as asked', async () => {
    const bytes = Buffer.from(await (await ask('comments;newline=crlf;bom')).arrayBuffer())
    expect(bytes.toString('utf8')).toMatch(/^\uFEFF: keep-alive\r\n\r\ndata: .*\r\n\r\n: keep-alive\r\n\r\ndata: /)
  })

  it('gives the asked number of events', async () => {
    const said = saidIn(await (await ask('events=7')).text())
    expect(said.match(/piece \d+/g)).toHaveLength(7)
  })

  it('sends a second response that nobody asked for', async () => {
    const [path, value] = say(kind, '[[sim:stray-after=1]]')
    const body = JSON.stringify(value)
    const socket = connect(simulator.port, '127.0.0.1')
    let text = ''
    socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
    for await (const piece of socket) {
      text += piece
      if (text.includes('stray":true')) break
    }
    expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2)
  })
})
