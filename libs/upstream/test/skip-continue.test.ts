import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { createAgent, createHttpSend, readText } from '../src/index.ts'
import { skipContinue } from '../src/skip-continue.ts'

const INTERIM = 'HTTP/1.1 100 Continue\r\n\r\n'
const answer = (body: string) => `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`

describe('a server that says 100 Continue without being asked', () => {
  let pieces: readonly string[] = []
  const server = createServer((socket: Socket) => {
    socket.on('error', () => {})
    socket.on('data', async (chunk) => {
      if (!String(chunk).includes('{}')) return
      for (const piece of pieces) {
        socket.write(piece)
        await sleep(2)
      }
    })
  })
  const agent = createAgent()
  beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'))
  afterEach(() => {
    pieces = []
  })
  afterAll(async () => {
    await agent.close()
    server.close()
  })

  async function ask(): Promise<string> {
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
    const send = createHttpSend({ setting: 'UPSTREAM_URL', baseUrl, agent })
    const call = { method: 'POST', protocol: 'openai-chat', path: '/x', headers: {}, body: '{}' } as const
    const { status, body } = await send(call, new AbortController().signal)
    return `${status} ${await readText(body, 10_000)}`
  }

  it.each([
    ['in one piece with its answer', [INTERIM + answer('hello')]],
    ['before its answer', [INTERIM, answer('hello')]],
    ['twice, with headers', [`HTTP/1.1 100 Continue\r\ndate: x\r\n\r\n${INTERIM}`, answer('hello')]],
    ['without a phrase, in HTTP/1.0 words', ['HTTP/1.0 100\r\n\r\n', answer('hello')]],
    ['byte by byte', [...(INTERIM + answer('hello'))]],
    ['and 103 after it', [`${INTERIM}HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n`, answer('hello')]],
    ['not at all, but in its body', [answer(INTERIM)]],
  ])('is answered for all that: %s', async (_how, said) => {
    pieces = said
    const expected = said.join('').endsWith('hello') ? 'hello' : INTERIM
    for (let call = 0; call < 2; call++) expect(await ask()).toBe(`200 ${expected}`)
  })
})

describe('skipContinue', () => {
  it.each(['HTTP/1.1 1', 'HTTP/1.1 100 Contin'])('gives back what became no interim answer: %s', async (start) => {
    const socket = new PassThrough()
    skipContinue(socket)
    socket.write(start)
    socket.end()
    expect(String(Buffer.concat(await socket.toArray()))).toBe(start)
  })
})
