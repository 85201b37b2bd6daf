import type { Logger, Metrics } from '@sluice/telemetry'
import { countRequests } from './count-requests.ts'
import { logRequests } from './log-requests.ts'
import { logSteps } from './log-steps.ts'
import type { RecordObserver } from './observer.ts'

/** Who is told of every request of a service. */
export function serviceObservers(metrics: Metrics, logger: Logger): readonly RecordObserver[] {
  const steps = logger.isLevelEnabled('debug') ? [logSteps(logger)] : []
  return [countRequests(metrics), logRequests(logger), ...steps]
}
