import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { badRequest } from '@sluice/protocol'
import { answerClientError, answerRaw } from './client-error.ts'

const serverOptions = {
  // Longer than a proxy in front keeps its idle sockets (nginx: 60 s): who closes first may cut the other's next request.
  keepAliveTimeout: 75_000,
  // A slow sender of headers holds a socket this long.
  headersTimeout: 10_000,
  // The time a request has to arrive, not to be answered: 64 MiB then need 9 Mbit/s.
  requestTimeout: 60_000,
  // The two timeouts above are looked at this often.
  connectionsCheckingInterval: 5_000,
  requireHostHeader: true,
  insecureHTTPParser: false,
} as const satisfies ServerOptions

/** A service that still listens while it is being closed reaps idle sockets this often. */
const REAP_INTERVAL_MS = 100

export interface ListenOptions {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /** The setting that chose the port, for the error that names it: `GATEWAY_PORT`. */
  readonly portSetting: string
}

export interface Listening {
  readonly server: Server
  readonly port: number
  /** Stops listening and waits until running requests are answered. */
  close(): Promise<void>
}

/** Opens a port for an application. @throws ListenError that names the setting to change. */
export async function listen(app: RequestListener, { host, port, portSetting }: ListenOptions): Promise<Listening> {
  const current = new WeakMap<Socket, ServerResponse>()
  const server = createServer(serverOptions, (request, response) => {
    current.set(request.socket, response)
    if (isUnframed(request))
      return answerRaw(request.socket, badRequest('transfer-encoding', 'HTTP/1.0 has no transfer-encoding.'))
    app(request, response)
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) =>
    answerClientError(error, socket, current.get(socket)),
  )
  await opened(server, host, port, portSetting)
  const address = server.address() as AddressInfo
  return { server, port: address.port, close: () => closed(server) }
}

/** Two readers may disagree where such a body ends; a proxy that takes it for unframed lets a second request through. */
function isUnframed(request: IncomingMessage): boolean {
  return request.httpVersion === '1.0' && request.headers['transfer-encoding'] !== undefined
}

function opened(server: Server, host: string, port: number, portSetting: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port, portSetting)))
    server.listen({ host, port }, resolve)
  })
}

const advice: Readonly<Record<string, (host: string, port: number, portSetting: string) => string>> = {
  EADDRINUSE: (host, port, setting) =>
    `Port ${port} on ${host} is in use. Stop what uses it or set ${setting} to a free port.`,
  EACCES: (_host, port, setting) => `Port ${port} may not be opened by this user. Set ${setting} to a port above 1023.`,
  EADDRNOTAVAIL: (host) => `${host} is no address of this machine. Set HOST to one, or to 0.0.0.0 for all.`,
  ENOTFOUND: (host) => `${host} is no address of this machine. Set HOST to one, or to 0.0.0.0 for all.`,
}

/** A port that cannot be opened; the message is for the person who started the service. */
export class ListenError extends Error {
  override readonly name = 'ListenError'
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number, portSetting: string): ListenError {
  const known = advice[error.code ?? '']
  const message = known?.(host, port, portSetting) ?? `Cannot listen on ${host}:${port}: ${error.message}`
  return new ListenError(message, { cause: error })
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    // A kept-alive socket goes idle when its last answer is out, and nothing else would close it then.
    const reaper = setInterval(() => server.closeIdleConnections(), REAP_INTERVAL_MS)
    server.close((error) => {
      clearInterval(reaper)
      if (error) reject(error)
      else resolve()
    })
  })
}
