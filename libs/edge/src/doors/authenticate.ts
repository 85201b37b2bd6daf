import { hash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Config } from '@sluice/config'
import { GatewayError } from '@sluice/protocol'
import { clientKeys, INTERNAL_TOKEN_HEADER, LOOPBACK_TOKEN } from './credentials.ts'
import { isLoopbackAddress, isPrivateAddress, peerIdentity } from './peer.ts'

/** Who sent a request. */
export interface Caller {
  readonly kind: 'key' | 'anonymous' | 'internal'
  /** For counting and logs: `key:` with the start of the key's digest, `ip:` with the peer, or `internal`. */
  readonly id: string
}

export type ClientSettings = Config['clients']

/** Tells who sent a request with this URL. @throws GatewayError unauthorized, forbidden, bad-request. */
export type Authenticate = (request: IncomingMessage, url: string) => Caller

const INTERNAL: Caller = { kind: 'internal', id: 'internal' }
const ID_HEX_CHARS = 12

/**
 * Any valid key of several wins. Without configured keys this machine is let in; with `allowAnonymous` everyone is, and a
 * key that is none of ours (SDKs insist on sending something) counts for nothing.
 */
export function createAuthenticator(settings: ClientSettings): Authenticate {
  const internal = createInternalCheck(settings)
  // Looked up by digest: how long that takes says nothing about a key, for nobody can choose a digest.
  const known = new Set(settings.keys.map((key) => hash('sha256', key)))
  const open = known.size === 0 || settings.allowAnonymous
  return (request, url) => {
    const sent = clientKeys(request, url)
    if (internal(request)) return INTERNAL
    const digest = sent.map((key) => hash('sha256', key)).find((hex) => known.has(hex))
    if (digest !== undefined) return { kind: 'key', id: `key:${digest.slice(0, ID_HEX_CHARS)}` }
    const peer = request.socket.remoteAddress
    if (!open) throw noValidKey(sent.length > 0)
    if (!settings.allowAnonymous && !isLocalPeer(settings, peer)) throw notThisMachine()
    return { kind: 'anonymous', id: `ip:${peerIdentity(peer)}` }
  }
}

/** Whether a peer counts as this machine: in a network of containers its neighbours do. */
export function isLocalPeer({ localNetwork }: ClientSettings, address: string | undefined): boolean {
  return isLoopbackAddress(address) || (localNetwork && isPrivateAddress(address))
}

/**
 * Whether a request comes from another of Sluice's services. Where this machine needs no key, one on this machine needs no
 * secret either: it says who it is with a word, which nobody else is believed to.
 */
export function createInternalCheck(settings: ClientSettings): (request: IncomingMessage) => boolean {
  const { internalToken, keys, allowAnonymous } = settings
  if (internalToken !== undefined || keys.length > 0 || allowAnonymous) return createTokenCheck(internalToken)
  const saysLoopback = createTokenCheck(LOOPBACK_TOKEN)
  return (request) => isLoopbackAddress(request.socket.remoteAddress) && saysLoopback(request)
}

/** Whether a request has the token that Sluice's services share. */
export function createTokenCheck(token: string | undefined): (request: IncomingMessage) => boolean {
  if (token === undefined || token === '') return () => false
  const expected = hash('sha256', token, 'buffer')
  return (request) => {
    const sent = request.headers[INTERNAL_TOKEN_HEADER]
    return typeof sent === 'string' && timingSafeEqual(hash('sha256', sent, 'buffer'), expected)
  }
}

function noValidKey(sent: boolean): GatewayError {
  const message = sent
    ? 'The API key is not one of this gateway’s client keys.'
    : 'No API key. Send one as "Authorization: Bearer …", x-api-key, x-goog-api-key, api-key or ?key=.'
  return new GatewayError({ kind: 'unauthorized', message, code: 'invalid_api_key' })
}

function notThisMachine(): GatewayError {
  return new GatewayError({
    kind: 'forbidden',
    message:
      'Without client keys Sluice answers only this machine. Set SLUICE_API_KEYS, or SLUICE_ALLOW_ANONYMOUS=true to let everyone in.',
  })
}
