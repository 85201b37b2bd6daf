import type { GatewayError, Protocol, Usage } from '@sluice/protocol'
import type { EndReason } from '@sluice/telemetry'

/** All that is remembered of one request, filled as it goes and recorded once, at its end. */
export interface Visit {
  readonly requestId: string
  /** `performance.now()` when the request came. */
  readonly startedAt: number
  readonly protocol: Protocol
  /** Route template, never the raw URL: `?key=` is a secret. */
  readonly route: string
  caller?: string
  model?: string
  stream?: boolean
  /** Name of the target that answered or failed last. */
  target?: string
  /** HTTP status that the client saw; 499 when it left. */
  status: number
  reason?: EndReason
  error?: GatewayError
  attempts: number
  retryWaitMs: number
  heartbeats: number
  /** From the request's arrival to the first call to a target: our own share of the time to first token. */
  overheadMs?: number
  firstTokenMs?: number
  usage?: Usage | undefined
  dropped: readonly string[]
}

export function openVisit(about: Pick<Visit, 'requestId' | 'protocol' | 'route'>): Visit {
  return {
    ...about,
    startedAt: performance.now(),
    status: 200,
    attempts: 0,
    retryWaitMs: 0,
    heartbeats: 0,
    dropped: [],
  }
}
