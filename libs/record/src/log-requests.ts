import type { GatewayError } from '@sluice/protocol'
import type { Logger } from '@sluice/telemetry'
import { cutList, cutText } from './cut.ts'
import type { EndedRequest } from './facts.ts'
import type { RecordObserver } from './observer.ts'
import { countsOf } from './token-counts.ts'

/** Clients and vendors choose these texts; together they stay far below the longest line that a log takes. */
const NAME_CHARS_MAX = 200
const MESSAGE_CHARS_MAX = 4_000
const DROPPED_MAX = 50

/** Writes the one line of each request, at its end. */
export function logRequests(logger: Logger): RecordObserver {
  return {
    ended(request) {
      const line = lineOf(request)
      const { reason, error } = request
      // Only here does a stack tell the operator something.
      if (reason === 'internal_error') logger.error({ ...line, err: error?.cause ?? error }, 'request failed')
      else logger.info(line, 'request')
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
    model: cutText(request.model, NAME_CHARS_MAX),
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
    ...(dropped.length > 0 && { dropped: cutList(dropped, DROPPED_MAX, NAME_CHARS_MAX) }),
    ...(error && { error: wordsOf(error) }),
  }
}

function wordsOf(error: GatewayError) {
  const message = cutText(error.message, MESSAGE_CHARS_MAX)
  const cause = cutText(causeOf(error), MESSAGE_CHARS_MAX)
  return { kind: error.kind, message, code: cutText(error.code, NAME_CHARS_MAX), cause }
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
