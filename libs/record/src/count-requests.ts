import { reportedField } from '@sluice/protocol'
import type { Metrics } from '@sluice/telemetry'
import type { EndedRequest } from './facts.ts'
import type { RecordObserver } from './observer.ts'
import { countsOf } from './token-counts.ts'

/** Counts requests and what happens on their way. */
export function countRequests(metrics: Metrics): RecordObserver {
  return {
    limited: (_request, limit) => metrics.limited(limit),
    relaying: () => metrics.streamStarted(),
    heartbeat: ({ protocol }) => metrics.heartbeat(protocol),
    attempted(_request, after) {
      if (after === undefined) return
      metrics.retry(after.cause)
      metrics.retryWaited(after.waitMs)
    },
    ended: (request) => countEnd(metrics, request),
  }
}

function countEnd(metrics: Metrics, request: EndedRequest): void {
  const { protocol, reason, usage } = request
  metrics.requestEnded({
    protocol,
    model: request.model ?? '',
    target: request.target ?? 'none',
    status: request.status,
    reason,
    durationMs: request.durationMs,
    firstTokenMs: request.firstOutputMs,
    overheadMs: request.overheadMs,
    usage: usage && countsOf(usage),
  })
  for (const field of request.dropped) metrics.dropped(reportedField(field))
  if (reason === 'early_stop') metrics.earlyStop(protocol)
  if (request.relaying) metrics.streamEnded()
}
