import {
  Agent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as openRequest,
} from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RawRequest } from '../raw-client.ts'
import type { Manners } from './task.ts'

/** What a client saw. `none`: not even a status line. */
export interface Seen {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly end: 'complete' | 'cut' | 'none'
}

const DRIBBLES = 5
const DRIBBLE_EVERY_MS = 10
/** Slow readers pause once in so many bytes, or a long answer would take for ever. */
const BYTES_A_PAUSE = 256 * 1024
/** Longer than anything here may take. */
const ANSWER_TIMEOUT_MS = 60_000

export class HttpClient {
  readonly #kept = new Agent({ keepAlive: true })

  /** Asks in its manners. Never rejects: what went wrong is what was seen. */
  ask({ url, headers, body = '' }: RawRequest, manners: Manners): Promise<Seen> {
    return new Promise((resolve) => {
      const outgoing = openRequest(url, {
        method: body === '' ? 'GET' : 'POST',
        headers: { 'content-type': 'application/json', ...headers, ...lengthOf(body, manners) } as OutgoingHttpHeaders,
        agent: manners.connection === 'kept' ? this.#kept : false,
      })
      let answering = false
      const giveUp = () => outgoing.destroy()
      const timers = [setTimeout(giveUp, ANSWER_TIMEOUT_MS)]
      const { leave } = manners
      if (leave !== undefined) timers.push(setTimeout(() => quit(outgoing.socket, leave.how, giveUp), leave.afterMs))
      const end = (seen: Seen) => {
        for (const timer of timers) clearTimeout(timer)
        resolve(seen)
      }
      outgoing.once('response', (incoming) => {
        answering = true
        readAll(incoming, manners.readPauseMs).then(end)
      })
      outgoing.on('error', (error) => {
        if (!answering) end({ status: 0, headers: {}, text: String(error), end: 'none' })
      })
      outgoing.once('close', () => {
        if (!answering) end({ status: 0, headers: {}, text: 'closed', end: 'none' })
      })
      void write(outgoing, Buffer.from(body), manners)
    })
  }

  close(): void {
    this.#kept.destroy()
  }
}

function lengthOf(body: string | Buffer, { sending }: Manners): Record<string, string> {
  if (body === '' || sending === 'chunked') return {}
  return { 'content-length': String(Buffer.byteLength(body)) }
}

function quit(socket: Socket | null, how: 'fin' | 'rst', giveUp: () => void): void {
  if (how === 'rst') socket?.resetAndDestroy()
  giveUp()
}

async function write(outgoing: ReturnType<typeof openRequest>, body: Buffer, { sending }: Manners): Promise<void> {
  if (sending === 'whole') return void outgoing.end(body)
  const size = Math.ceil(body.length / DRIBBLES) || 1
  for (let at = 0; at < body.length && !outgoing.destroyed; at += size) {
    outgoing.write(body.subarray(at, at + size))
    if (sending === 'dribbled') await sleep(DRIBBLE_EVERY_MS)
  }
  outgoing.end()
}

function readAll(incoming: IncomingMessage, pauseMs: number): Promise<Seen> {
  const pieces: Buffer[] = []
  let unpaused = 0
  return new Promise((resolve) => {
    incoming.on('data', (piece: Buffer) => {
      pieces.push(piece)
      unpaused += piece.length
      if (pauseMs === 0 || unpaused < BYTES_A_PAUSE) return
      unpaused = 0
      incoming.pause()
      setTimeout(() => incoming.resume(), pauseMs)
    })
    incoming.on('error', () => {})
    incoming.once('close', () => {
      const { statusCode = 0, headers, complete } = incoming
      resolve({
        status: statusCode,
        headers,
        text: Buffer.concat(pieces).toString(),
        end: complete ? 'complete' : 'cut',
      })
    })
  })
}
