import type { Logger } from '@sluice/telemetry'
import { cutText } from './cut.ts'
import type { RequestFacts } from './facts.ts'
import type { RecordObserver } from './observer.ts'

const MODEL_CHARS_MAX = 200

/** Writes a debug line for each step of a request, each with the request's id. */
export function logSteps(logger: Logger): RecordObserver {
  const step = ({ requestId }: RequestFacts, what: string, more: object) =>
    logger.debug({ request_id: requestId, ...more }, what)
  return {
    arrived: (request) => step(request, 'arrived', { route: request.route, protocol: request.protocol }),
    limited: (request, limit) => step(request, 'limited', { limit }),
    routed: (request, target) => step(request, 'routed', { model: cutText(request.model, MODEL_CHARS_MAX), target }),
    attempted: (request) => step(request, 'attempt', { attempt: request.attempts, target: request.target }),
    waiting: (request, { cause, waitMs }) => step(request, 'waiting', { cause, wait_ms: Math.round(waitMs) }),
    firstOutput: (request) => step(request, 'first output', { ttft_ms: Math.round(request.firstOutputMs ?? 0) }),
    // The request's own line says its end.
    ended: () => {},
  }
}
