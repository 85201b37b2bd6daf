import { GatewayError, type Protocol } from '@sluice/protocol'
import type { MissedRoute } from './route.ts'

/** The log's name for every address that is not in the table. */
const UNKNOWN = 'unknown'

/** What OpenAI calls an address that it does not have. */
const CODE = 'unknown_url'

/** A 404 that says why. */
export function notFound(dialect: Protocol, message: string, name: string = UNKNOWN): MissedRoute {
  return { error: new GatewayError({ kind: 'not-found', message, code: CODE }), dialect, name }
}

/** A 405 with the methods that this address does take. */
export function methodNotAllowed(dialect: Protocol, name: string, methods: readonly string[]): MissedRoute {
  const allow = methods.join(', ')
  const message = `${name} takes ${allow} only.`
  return { error: new GatewayError({ kind: 'method-not-allowed', message }), dialect, name, headers: { allow } }
}

/** A 426: a client that opened a WebSocket falls back to HTTP at once on this status, but slowly on any other. */
export function noWebSocket(dialect: Protocol, name: string): MissedRoute {
  const message = `${name} has no WebSocket here; use HTTP.`
  const error = new GatewayError({ kind: 'bad-request', status: 426, message })
  return { error, dialect, name, headers: { upgrade: 'HTTP/1.1' } }
}
