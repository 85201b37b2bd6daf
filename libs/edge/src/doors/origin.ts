import type { IncomingMessage, ServerResponse } from 'node:http'
import { badRequest, GatewayError } from '@sluice/protocol'
import { type ClientSettings, createTokenCheck } from './authenticate.ts'
import { corsHeaders, preflightHeaders } from './cors-headers.ts'
import { isLoopbackHost, isLoopbackOrigin, isPrivateHost } from './peer.ts'

/** False: the request was answered. @throws GatewayError when the page may not call. */
export type OriginPolicy = (request: IncomingMessage, response: ServerResponse) => boolean

/**
 * Says which web pages may call this server, and answers their preflights without a key. Without client keys a page could
 * use the server through its visitor's browser, so only pages of this machine may, and the Host must name this machine
 * (DNS rebinding makes a foreign page same-origin).
 */
export function createOriginPolicy(settings: ClientSettings): OriginPolicy {
  // A secret, never the loopback word: a rebound page could send that too.
  const isInternal = createTokenCheck(settings.internalToken)
  const localOnly = settings.keys.length === 0 && !settings.allowAnonymous
  const readableBy = createOriginRule(settings, localOnly)
  return (request, response) => {
    const { origin } = request.headers
    if (countHeader(request, 'host') > 1) throw badRequest('host', 'The header host is there more than once.')
    if (isInternal(request)) return true
    if (localOnly && !isLoopbackHost(request.headers.host) && !isScrape(settings, request)) throw foreignHost()
    const readable = origin === undefined ? undefined : readableBy(origin)
    if (localOnly && origin !== undefined && readable === undefined) throw foreignOrigin()
    if (readable !== undefined) allow(response, readable)
    if (request.method !== 'OPTIONS') return true
    answerPreflight(request, response, readable !== undefined)
    return false
  }
}

/** Prometheus in a network of containers finds every replica by its address, and says so in the Host. */
function isScrape({ localNetwork }: ClientSettings, { url, headers }: IncomingMessage): boolean {
  return localNetwork && url === '/metrics' && isPrivateHost(headers.host)
}

/** Gives the value of `access-control-allow-origin` for an origin; undefined when its pages may not read answers. */
function createOriginRule(settings: ClientSettings, localOnly: boolean): (origin: string) => string | undefined {
  const listed = new Set(settings.corsOrigins)
  return (origin) => {
    if (listed.has('*') || (listed.size === 0 && !localOnly)) return '*'
    return listed.has(origin) || (localOnly && isLoopbackOrigin(origin)) ? origin : undefined
  }
}

function allow(response: ServerResponse, readable: string): void {
  for (const [name, value] of Object.entries(corsHeaders(readable))) response.setHeader(name, value ?? '')
  if (readable !== '*') response.setHeader('vary', 'Origin')
}

function answerPreflight(request: IncomingMessage, response: ServerResponse, allowed: boolean): void {
  const fromLoopback = isLoopbackOrigin(request.headers.origin ?? '')
  response.writeHead(204, allowed ? preflightHeaders(request, fromLoopback) : {}).end()
}

function countHeader({ rawHeaders }: IncomingMessage, name: string): number {
  let count = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const raw = rawHeaders[index]!
    if (raw.length === name.length && raw.toLowerCase() === name) count++
  }
  return count
}

function foreignHost(): GatewayError {
  return new GatewayError({
    kind: 'forbidden',
    message:
      'Without client keys Sluice answers only as localhost, and the Host header names another. Set SLUICE_API_KEYS, or SLUICE_ALLOW_ANONYMOUS=true.',
  })
}

function foreignOrigin(): GatewayError {
  return new GatewayError({
    kind: 'forbidden',
    message:
      'Without client keys only web pages of this machine may call Sluice. Set SLUICE_API_KEYS, or list the page’s origin in SLUICE_CORS_ORIGINS.',
  })
}
