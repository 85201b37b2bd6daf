import type { LimitName } from '@sluice/telemetry'
import type { EndedRequest, RequestFacts, RetryWait } from './facts.ts'

/**
 * Is told of every request: its end, exactly once, and the steps on the way that it asks for. Called in the middle of a
 * request, so a method must be quick, must not throw and must not keep `request`, which goes on changing; only what
 * `ended` is given stays as it is.
 */
export interface RecordObserver {
  arrived?(request: RequestFacts): void
  /** One of our own limits refused it. */
  limited?(request: RequestFacts, limit: LimitName): void
  /** From here on its answer is being written. */
  relaying?(request: RequestFacts): void
  routed?(request: RequestFacts, target: string): void
  /** A call to the target starts; `after` is the wait that led to it. */
  attempted?(request: RequestFacts, after: RetryWait | undefined): void
  waiting?(request: RequestFacts, wait: RetryWait): void
  heartbeat?(request: RequestFacts): void
  firstOutput?(request: RequestFacts): void
  ended(request: EndedRequest): void
}
