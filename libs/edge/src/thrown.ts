import { GatewayError } from '@sluice/protocol'

/** Anything thrown, as an error of the house. What nobody foresaw is `internal`: its text is for the log, not the client. */
export function toGatewayError(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown
  return new GatewayError({
    kind: 'internal',
    message: 'Sluice failed on this request; its log has the reason.',
    cause: thrown,
  })
}
