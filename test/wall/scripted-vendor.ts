import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * What the vendor does next with a request's connection: send these bytes, wait, end it (`fin`), reset it (`rst`), or
 * do nothing until the peer closes it (`hang`). After the last step the connection takes the next request.
 */
export type Step = string | Buffer | { readonly waitMs: number } | 'fin' | 'rst' | 'hang'

/** A request as far as it had come when its steps began. */
export interface ScriptedRequest {
  /** From 1; requests with the same number came over the same connection. */
  readonly connection: number
  /** From 1, within its connection. */
  readonly turn: number
  /** Request line and headers. */
  readonly head: string
  readonly protocol: 'openai' | 'gemini'
  /** Bytes of the body that were read so far; grows. */
  bodyBytes: number
  body: string
}

export interface ScriptedVendor {
  readonly url: string
  readonly port: number
  readonly requests: readonly ScriptedRequest[]
  openAnswers(): number
  /** Numbers of the connections that are open. */
  openConnections(): readonly number[]
  close(): Promise<void>
}

interface Play {
  /** Chooses the steps of a request. */
  readonly steps: (request: ScriptedRequest) => readonly Step[] | Promise<readonly Step[]>
  /** Whether the steps begin before the body has come. */
  readonly early?: (head: string) => boolean
}

/** A vendor that plays its answers byte by byte, where the simulator's own would not do. */
export async function startScriptedVendor(
  { steps, early = () => false }: Play,
  { host = '127.0.0.1', port: wanted = 0 }: { readonly host?: string; readonly port?: number } = {},
): Promise<ScriptedVendor> {
  const requests: ScriptedRequest[] = []
  const sockets = new Map<Socket, number>()
  let connections = 0
  let openAnswers = 0
  const answer = async (socket: Socket, request: ScriptedRequest) => {
    requests.push(request)
    openAnswers++
    try {
      for (const step of await steps(request)) await play(socket, step)
    } finally {
      openAnswers--
    }
  }
  const server = createServer({ noDelay: true, allowHalfOpen: false }, (socket) => {
    sockets.set(socket, ++connections)
    socket.once('close', () => sockets.delete(socket)).on('error', () => {})
    readRequests(socket, connections, early, (request) => answer(socket, request))
  })
  server.listen(wanted, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async () => {
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets.keys()) socket.destroy()
    await closed
  }
  const url = `http://${host}:${port}`
  return { url, port, requests, openAnswers: () => openAnswers, openConnections: () => [...sockets.values()], close }
}

type Early = NonNullable<Play['early']>

/** Cuts a connection's bytes into requests, the next one only after the last was answered. */
function readRequests(
  socket: Socket,
  connection: number,
  early: Early,
  answer: (request: ScriptedRequest) => Promise<void>,
): void {
  let bytes = Buffer.alloc(0)
  let turn = 0
  let current: { request: ScriptedRequest; lengthBytes: number; isPlaying: boolean } | undefined
  const look = () => {
    current ??= nextRequest()
    if (current === undefined) return
    const { request, lengthBytes } = current
    const part = bytes.subarray(0, lengthBytes - request.bodyBytes)
    request.bodyBytes += part.length
    request.body += part.toString('latin1')
    bytes = bytes.subarray(part.length)
    if (current.isPlaying || (request.bodyBytes < lengthBytes && !early(request.head))) return
    current.isPlaying = true
    // Who answers early reads no more.
    if (request.bodyBytes < lengthBytes) socket.pause()
    void answer(request).then(() => {
      current = undefined
      if (!socket.destroyed) look()
    })
  }
  const nextRequest = (): typeof current => {
    const end = bytes.indexOf('\r\n\r\n')
    if (end === -1) return undefined
    const head = bytes.subarray(0, end).toString('latin1')
    bytes = bytes.subarray(end + 4)
    const lengthBytes = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0)
    const protocol = head.includes('/models/') ? 'gemini' : 'openai'
    return {
      request: { connection, turn: ++turn, head, protocol, bodyBytes: 0, body: '' },
      lengthBytes,
      isPlaying: false,
    }
  }
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk])
    look()
  })
}

async function play(socket: Socket, step: Step): Promise<void> {
  if (socket.destroyed) return
  if (typeof step === 'object' && 'waitMs' in step) return sleep(step.waitMs)
  if (step === 'fin') socket.end()
  else if (step === 'rst') socket.resetAndDestroy()
  else if (step !== 'hang') {
    if (!socket.write(step)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => {})
    return
  }
  if (!socket.destroyed) await once(socket, 'close').catch(() => {})
}
