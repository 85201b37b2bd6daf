import type { GatewayError } from '@sluice/protocol'
import type { Logger, Metrics } from '@sluice/telemetry'
import { endReasonOf } from './end-reason.ts'
import type { Entry } from './entry.ts'

/** Writes the log line and the metrics of a request that the edge itself ended with an error. */
export function recordRefusal(to: { metrics: Metrics; logger: Logger }, entry: Entry, error: GatewayError): void {
  const { match, requestId, startedAt } = entry
  const durationMs = performance.now() - startedAt
  const reason = endReasonOf(error)
  const { status } = error
  const model = to.metrics.modelLabel('', false)
  to.metrics.recordRequest({ protocol: match.dialect, model, target: 'none', status, reason, durationMs })
  const line = {
    request_id: requestId,
    route: match.name,
    protocol: match.dialect,
    status,
    reason,
    duration_ms: Math.round(durationMs),
    error: { kind: error.kind, message: error.message, code: error.code },
  }
  // The error itself goes along only where its stack tells the operator something.
  if (reason === 'internal_error') to.logger.error({ ...line, err: error.cause ?? error }, 'request failed')
  else to.logger.info(line, 'request')
}
