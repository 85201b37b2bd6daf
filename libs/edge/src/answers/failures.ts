import type { ServerResponse } from 'node:http'
import { GatewayError } from '@sluice/protocol'

export function clientGone(): GatewayError {
  return new GatewayError({ kind: 'client-gone', message: 'The client closed the connection.' })
}

/** The body is larger than is taken. */
export function tooLarge(): GatewayError {
  const message = 'The body is larger than SLUICE_BODY_BYTES_MAX allows.'
  return new GatewayError({ kind: 'too-large', message })
}

/** Calls `gone` once, when the connection closes before the whole response was handed to it. */
export function whenClientGone(response: ServerResponse, gone: (error: GatewayError) => void): void {
  response.once('close', () => {
    if (!response.writableFinished) gone(clientGone())
  })
}

/** Anything thrown, as an error of the house. What nobody foresaw is `internal`: its text is for the log, not the client. */
export function toGatewayError(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown
  return new GatewayError({
    kind: 'internal',
    message: 'Sluice failed on this request; its log has the reason.',
    cause: thrown,
  })
}
