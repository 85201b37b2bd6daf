import { GatewayError } from '../canonical/error.ts'

/** Nothing of an answer came. */
export function emptyResponse(): GatewayError {
  return new GatewayError({ kind: 'empty-response', message: 'The vendor answered with nothing.' })
}

/** The answer has no finish: a polite end, `[DONE]` included, does not make it whole. */
export function truncated(): GatewayError {
  return new GatewayError({ kind: 'truncated', message: 'The answer ended without a finish reason; it is incomplete.' })
}

/** `what`: what stands where this protocol was expected. The vendor's own text is never repeated. */
export function badAnswer(what: string): GatewayError {
  return new GatewayError({ kind: 'bad-upstream-response', message: `The vendor answered with ${what}.` })
}
