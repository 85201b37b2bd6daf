import type { ServerResponse } from 'node:http'
import { sendError } from '@sluice/edge'
import type { GatewayError } from '@sluice/protocol'
import type { Visit } from './visit.ts'

/** Answers a request that failed before its first byte, and remembers the status that its client saw. */
export function answerError(response: ServerResponse, visit: Visit, error: GatewayError): void {
  visit.error = error
  sendError(response, visit.protocol, error, visit.requestId)
  // A dialect may have a status of its own for a kind.
  visit.status = response.headersSent ? response.statusCode : error.status
}
