import type { IncomingMessage, ServerResponse } from 'node:http'
import { badRequest, GatewayError } from '@sluice/protocol'
import { type ClientSettings, createTokenCheck } from './authenticate.ts'
import { corsHeaders, preflightHeaders } from './cors-headers.ts'
import { isLoopbackHost, isLoopbackOrigin, isPrivateHost } from './peer.ts'

type OriginPolicy = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void

/**
 * Says which web pages may call this server, and answers their preflights without a key. Without client keys a page could
 * use the server through its visitor's browser, so only pages of this machine may, and the Host must name this machine
 * (DNS rebinding makes a foreign page same-origin). Passes a GatewayError to `next` when it refuses.
 */
export function createOriginPolicy(settings: ClientSettings): OriginPolicy {
  // A secret, never the loopback word: a rebound page could send that too.
  const isInternal = createTokenCheck(settings.internalToken)
  const localOnly = settings.keys.length === 0 && !settings.allowAnonymous
  const readableBy = createOriginRule(settings, localOnly)
  return (request, response, next) => {
    const { origin } = request.headers
    if (countHeader(request, 'host') > 1) return next(badRequest('host', 'The header host is there more than once.'))
    if (isInternal(request)) return next()
    if (localOnly && !isLoopbackHost(request.headers.host) && !isScrape(settings, request)) return next(foreignHost())
    const readable = origin === undefined ? undefined : readableBy(origin)
    if (localOnly && origin !== undefined && readable === undefined) return next(foreignOrigin())
    if (readable !== undefined) allow(response, readable)
    if (request.method !== 'OPTIONS') return next()
    answerPreflight(request, response, readable !== undefined)
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

function countHeader(request: IncomingMessage, name: string): number {
  return request.rawHeaders.filter((raw, index) => index % 2 === 0 && raw.toLowerCase() === name).length
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
