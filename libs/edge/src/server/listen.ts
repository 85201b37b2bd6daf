import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { badRequest, defaultProtocol, GatewayError } from '@sluice/protocol'
import { originForm } from '../addresses/request-target.ts'
import { createRequestId } from '../answers/request-id.ts'
import { sendError } from '../answers/send-error.ts'
import { holdBody } from '../doors/held-body.ts'
import { answerClientError } from './client-error.ts'
import { Drain, type DrainOptions } from './drain.ts'
import type { Lifecycle } from './lifecycle.ts'

const serverOptions = {
  // Longer than a proxy in front keeps its idle sockets (nginx: 60 s): who closes first may cut the other's next request.
  keepAliveTimeout: 75_000,
  // A slow sender of headers holds a socket this long.
  headersTimeout: 10_000,
  // The time a request has to arrive, not to be answered: 64 MiB then need 9 Mbit/s.
  requestTimeout: 60_000,
  // The two timeouts above are looked at this often.
  connectionsCheckingInterval: 5_000,
  // Node would answer without a body; see `whyUnread`.
  requireHostHeader: false,
  insecureHTTPParser: false,
} as const satisfies ServerOptions

/**
 * Connections that wait to be accepted; the kernel allows no more than its `net.core.somaxconn`, mostly 4,096. Node's 511
 * are few where thousands connect in one moment: the rest must try a second time, a second later.
 */
const BACKLOG = 4_096

export interface ListenOptions {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /** The setting that chose the port, for the error that names it: `GATEWAY_PORT`. */
  readonly portSetting: string
  readonly lifecycle: Lifecycle
}

export interface Listening {
  readonly server: Server
  readonly port: number
  /** Stops listening and waits until every connection has ended, as `Drain` says. */
  drain(options: DrainOptions): Promise<void>
}

/** Opens a port for an application. @throws ListenError that names the setting to change. */
export async function listen(app: RequestListener, options: ListenOptions): Promise<Listening> {
  const { host, port, portSetting, lifecycle } = options
  const responses = new WeakMap<Socket, Set<ServerResponse>>()
  const serve: RequestListener = (request, response) => {
    remember(responses, request.socket, response)
    const refusal = whyUnread(request)
    if (refusal !== undefined)
      return sendError(response, defaultProtocol, refusal, { requestId: createRequestId() }, { connection: 'close' })
    // Express cannot parse every absolute target (`http://[x/`) and would answer such a one itself, in HTML.
    request.url = originForm(request.url ?? '')
    app(request, response)
  }
  const server = createServer(serverOptions, serve)
  // Node would ask for every body at once, also of a request that is refused by its head.
  server.on('checkContinue', (request, response) => {
    holdBody(response)
    serve(request, response)
  })
  server.on('checkExpectation', (_request, response) => {
    const message = 'Of the header expect only 100-continue is known here.'
    sendError(response, defaultProtocol, new GatewayError({ kind: 'bad-request', status: 417, message }), {
      requestId: createRequestId(),
    })
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // What follows a request that asked for the end is not read; the answer before it goes out, and ends the connection.
    if (error.code === 'HPE_CLOSED_CONNECTION') return
    const begun = Array.from(responses.get(socket) ?? []).some((response) => response.headersSent)
    answerClientError(error, socket, begun)
  })
  const drain = new Drain(server, lifecycle)
  await opened(server, host, port, portSetting)
  const address = server.address() as AddressInfo
  return { server, port: address.port, drain: (drainOptions) => drain.run(drainOptions) }
}

/** Keeps the responses that a socket still owes; pipelining makes them several. */
function remember(responses: WeakMap<Socket, Set<ServerResponse>>, socket: Socket, response: ServerResponse): void {
  const owed = responses.get(socket) ?? new Set()
  responses.set(socket, owed.add(response))
  response.once('close', () => owed.delete(response))
}

/** Why a request is not even looked at. */
function whyUnread({ httpVersion, headers }: IncomingMessage): GatewayError | undefined {
  // Node's parser takes 0.9 and 2.0 in a request line too, and nobody agrees on what a body is there.
  if (httpVersion !== '1.1' && httpVersion !== '1.0')
    return badRequest(undefined, 'Only HTTP/1.1 and 1.0 are spoken here.')
  if (headers.host === undefined && httpVersion !== '1.0') return badRequest('host', 'The header host is missing.')
  // Two readers may disagree where such a body ends; a proxy that takes it for unframed lets a second request through.
  const framed = headers['transfer-encoding'] !== undefined
  return framed && httpVersion === '1.0'
    ? badRequest('transfer-encoding', 'HTTP/1.0 has no transfer-encoding.')
    : undefined
}

function opened(server: Server, host: string, port: number, portSetting: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port, portSetting)))
    server.listen({ host, port, backlog: BACKLOG }, resolve)
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
