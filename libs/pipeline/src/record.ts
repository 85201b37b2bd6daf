import { endReasonOf } from '@sluice/edge'
import type { Usage } from '@sluice/protocol'
import type { Logger, Metrics } from '@sluice/telemetry'
import type { Visit } from './visit.ts'

/**
 * Writes the one log line and the metrics of a request. Called exactly once per request, at its end, whatever the end
 * was. `level`: that of a line about a request that did not fail inside Sluice and holds nothing that is known here only.
 */
export function record(visit: Visit, metrics: Metrics, logger: Logger, level: 'info' | 'debug' = 'info'): void {
  const durationMs = performance.now() - visit.startedAt
  const { error } = visit
  const tokens = visit.usage && countsOf(visit.usage)
  const reason = visit.reason ?? (error ? endReasonOf(error) : 'complete')
  const status = reason === 'client_gone' ? 499 : visit.status
  metrics.recordRequest({
    protocol: visit.protocol,
    model: metrics.modelLabel(visit.model ?? '', reason === 'complete' || reason === 'early_stop'),
    target: visit.target ?? 'none',
    status,
    reason,
    durationMs,
    firstTokenMs: visit.firstTokenMs,
    overheadMs: visit.overheadMs,
    usage: tokens,
  })
  for (const field of visit.dropped) metrics.dropped(field)
  if (reason === 'early_stop') metrics.earlyStop(visit.protocol)
  const line = {
    request_id: visit.requestId,
    route: visit.route,
    protocol: visit.protocol,
    caller: visit.caller,
    model: visit.model,
    stream: visit.stream,
    target: visit.target,
    status,
    reason,
    duration_ms: Math.round(durationMs),
    ttft_ms: rounded(visit.firstTokenMs),
    attempts: visit.attempts,
    retry_wait_ms: rounded(visit.retryWaitMs),
    heartbeats: visit.heartbeats,
    ...(tokens && { tokens }),
    ...(visit.dropped.length > 0 && { dropped: visit.dropped }),
    ...(error && { error: { kind: error.kind, message: error.message, code: error.code, cause: causeOf(error) } }),
  }
  // Only here does a stack tell the operator something.
  if (reason === 'internal_error') logger.error({ ...line, err: error?.cause ?? error }, 'request failed')
  // A gateway never hears the technical reason of what its translator met, so the translator's own line must be seen.
  else logger[line.error?.cause === undefined ? level : 'info'](line, 'request')
}

function countsOf({ inputTokens, outputTokens, cachedInputTokens, reasoningTokens }: Usage) {
  return { inputTokens, outputTokens, cachedInputTokens, reasoningTokens }
}

function rounded(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms)
}

/** The technical reason for the operator: a code and a text, never headers or bodies. */
function causeOf(error: Error): string | undefined {
  const { cause } = error
  if (!(typeof cause === 'object' && cause !== null && 'message' in cause)) return undefined
  const code = 'code' in cause ? `${String(cause.code)}: ` : ''
  return code + String(cause.message)
}
