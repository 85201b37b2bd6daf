import type { GatewayError } from '@sluice/protocol'
import type { Logger } from '@sluice/telemetry'
import type { EndedRequest } from './facts.ts'
import type { RecordObserver } from './observer.ts'
import { countsOf } from './token-counts.ts'

/**
 * Writes the one line of each request, at its end. `level`: that of a line about a request that did not fail inside Sluice
 * and holds nothing that is known here only.
 */
export function logRequests(logger: Logger, level: 'info' | 'debug' = 'info'): RecordObserver {
  return {
    ended(request) {
      const line = lineOf(request)
      const { reason, error } = request
      // Only here does a stack tell the operator something.
      if (reason === 'internal_error') logger.error({ ...line, err: error?.cause ?? error }, 'request failed')
      // A gateway never hears the technical reason of what its translator met, so the translator's own line must be seen.
      else logger[line.error?.cause === undefined ? level : 'info'](line, 'request')
    },
  }
}

function lineOf(request: EndedRequest) {
  const { usage, dropped, error } = request
  return {
    request_id: request.requestId,
    route: request.route,
    protocol: request.protocol,
    caller: request.caller,
    model: request.model,
    stream: request.stream,
    target: request.target,
    status: request.status,
    reason: request.reason,
    duration_ms: Math.round(request.durationMs),
    ttft_ms: rounded(request.firstOutputMs),
    attempts: request.attempts,
    retry_wait_ms: rounded(request.retryWaitMs),
    heartbeats: request.heartbeats,
    ...(usage && { tokens: countsOf(usage) }),
    ...(dropped.length > 0 && { dropped }),
    ...(error && { error: wordsOf(error) }),
  }
}

function wordsOf(error: GatewayError) {
  return { kind: error.kind, message: error.message, code: error.code, cause: causeOf(error) }
}

function rounded(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms)
}

/** The technical reason for the operator: a code and a text, never headers or bodies. */
function causeOf({ cause }: GatewayError): string | undefined {
  if (!(typeof cause === 'object' && cause !== null && 'message' in cause)) return undefined
  const code = 'code' in cause ? `${String(cause.code)}: ` : ''
  return code + String(cause.message)
}
