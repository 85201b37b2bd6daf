import type { IncomingMessage } from 'node:http'
import { type EdgeCall, INTERNAL_TOKEN_HEADER, type ServedKind, sendError } from '@sluice/edge'
import { encodeHopError, HOP_ERROR_HEADER } from '@sluice/pipeline'
import { GatewayError } from '@sluice/protocol'

/** Whether a request says that it comes from a gateway, believed or not. No client knows the header. */
export function saysGateway({ headers }: IncomingMessage): boolean {
  return headers[INTERNAL_TOKEN_HEADER] !== undefined
}

/**
 * Answers a gateway with another token, exactly: as an ordinary client it would have no key, and its own client, whose key
 * is good, would read that it has none.
 */
export function refuseStrangeGateway<Kind extends ServedKind>(call: EdgeCall<Kind>): void {
  const { response, dialect, record } = call
  const error = new GatewayError({
    kind: 'upstream-auth',
    message: 'The translator does not know this gateway: SLUICE_INTERNAL_TOKEN must be the same text for both.',
  })
  record.failed(error)
  sendError(response, dialect, error, { requestId: call.requestId }, { [HOP_ERROR_HEADER]: encodeHopError(error) })
  record.answered(response.statusCode)
}
