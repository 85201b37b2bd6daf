import type { IncomingMessage, ServerResponse } from 'node:http'
import { codecs, GatewayError, type JsonObject, protocols } from '@sluice/protocol'
import type { Metrics } from '@sluice/telemetry'
import { wantsPage } from '../addresses/operational.ts'
import { type Authenticate, type ClientSettings, isLocalPeer } from '../doors/authenticate.ts'
import { isLoopbackHost, isPrivateHost } from '../doors/peer.ts'
import type { Lifecycle } from '../server/lifecycle.ts'
import { type BaseUrl, pageOf } from './page.ts'

export interface ServiceName {
  readonly name: string
  readonly version: string
}

interface OperationsOptions {
  readonly metrics: Metrics
  readonly lifecycle: Lifecycle
  readonly service: ServiceName
  readonly config: { readonly clients: ClientSettings }
  readonly authenticate: Authenticate
}

/** The addresses of the server itself. */
export interface Operations {
  health(probe: 'live' | 'ready', response: ServerResponse): void
  /** @throws GatewayError unauthorized: metrics are for this machine and for holders of a key. */
  metrics(request: IncomingMessage, response: ServerResponse): Promise<void>
  root(request: IncomingMessage, response: ServerResponse): void
}

export function createOperations({ metrics, lifecycle, service, config, authenticate }: OperationsOptions): Operations {
  return {
    health(probe, response) {
      const reasons = probe === 'ready' && lifecycle.draining ? ['shutting down'] : []
      if (reasons.length > 0) return sendJson(response, 503, { status: 'unavailable', reasons: [...reasons] })
      sendJson(response, 200, { status: 'ok' })
    },
    async metrics(request, response) {
      if (!isFromThisMachine(config.clients, request) && authenticate(request, request.url ?? '').kind === 'anonymous')
        throw metricsClosed()
      const text = await metrics.render()
      response.writeHead(200, { 'content-type': metrics.contentType }).end(text)
    },
    root(request, response) {
      const address = addressOf(request)
      if (wantsPage(request.headers.accept)) return sendPage(response, pageOf(service, baseUrlsFor(address)))
      sendJson(response, 200, { ...service, base_urls: baseUrlsAt(address) })
    },
  }
}

/** A web page open on this machine is no local caller: it shows by its Origin, or by its Host after DNS rebinding. */
function isFromThisMachine(clients: ClientSettings, { socket, headers }: IncomingMessage): boolean {
  const isOurHost = isLoopbackHost(headers.host) || (clients.localNetwork && isPrivateHost(headers.host))
  return isLocalPeer(clients, socket.remoteAddress) && isOurHost && headers.origin === undefined
}

/** Where clients of each protocol point. */
function baseUrlsAt(address: string): Record<string, string> {
  const known = protocols.map((protocol) => codecs[protocol].addresses)
  return Object.fromEntries(known.map(({ baseUrlName, baseUrl }) => [baseUrlName, address + baseUrl]))
}

/** The same in words, one line for protocols that share theirs. */
function baseUrlsFor(address: string): readonly BaseUrl[] {
  const known = protocols.map((protocol) => codecs[protocol].addresses)
  const lines = known.map(({ clients, baseUrl }) => [clients, { clients, url: address + baseUrl }] as const)
  return [...new Map(lines).values()]
}

/** This server as the client called it; only text for people. */
function addressOf({ headers }: IncomingMessage): string {
  const scheme = headers['x-forwarded-proto'] === 'https' ? 'https' : 'http'
  const host = /^[A-Za-z0-9.:[\]-]{1,255}$/.exec(headers.host ?? '')?.[0] ?? 'localhost'
  return `${scheme}://${host}`
}

function metricsClosed(): GatewayError {
  return new GatewayError({
    kind: 'unauthorized',
    message: 'Metrics are for this machine, or for a client key of SLUICE_API_KEYS.',
  })
}

function sendPage(response: ServerResponse, page: string): void {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
  }
  response.writeHead(200, headers).end(page)
}

function sendJson(response: ServerResponse, status: number, body: JsonObject): void {
  const headers = { 'content-type': 'application/json; charset=utf-8' }
  response.writeHead(status, headers).end(JSON.stringify(body))
}
