import type { GatewayError, Protocol, Usage } from '@sluice/protocol'
import type { EndReason } from '@sluice/telemetry'

/** What is known of a request when it arrives. */
export interface RequestAbout {
  readonly requestId: string
  /** The protocol that its client speaks; `none` where the request shows none. */
  readonly protocol: Protocol | 'none'
  /** Route template, never the raw URL: `?key=` is a secret. */
  readonly route: string
  /** `performance.now()` at its arrival; now when absent. */
  readonly startedAt?: number
}

/** All that is known of a request so far. */
export interface RequestFacts extends RequestAbout {
  readonly startedAt: number
  readonly caller?: string
  readonly model?: string
  readonly stream?: boolean
  /** Name of the target that answered or failed last. */
  readonly target?: string
  readonly attempts: number
  /** Time spent between attempts. */
  readonly retryWaitMs: number
  readonly heartbeats: number
  /** Its answer is being written to a client. */
  readonly relaying: boolean
  /** From the arrival to the first call to a target: our own share of the time to the first output. */
  readonly overheadMs?: number
  /** From the arrival to the model's first output. */
  readonly firstOutputMs?: number
  readonly usage?: Usage
  /** Paths of request fields that the target's protocol cannot carry, and `answer.…`: of members of the answer. */
  readonly dropped: readonly string[]
  /** A stop tag ended the answer. */
  readonly stopped: boolean
  readonly error?: GatewayError
  /** HTTP status that the client saw; 499 when it left. */
  readonly status: number
}

/** A request that is over. */
export interface EndedRequest extends RequestFacts {
  readonly reason: EndReason
  readonly durationMs: number
}

/** Why an attempt is not the first one at its target, and how long was waited before it. */
export interface RetryWait {
  /** Kind of the error that made it necessary, or what is sent differently now: `signature`. */
  readonly cause: string
  readonly waitMs: number
}
