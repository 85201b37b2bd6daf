import type { LimitName } from '@sluice/telemetry'

/** So many requests a minute for whoever shares the key. */
export interface LimitRule {
  readonly name: LimitName
  readonly key: string
  /** 0 = the rule is not there. */
  readonly perMinute: number
  /** How many may come at once; as many as a minute gives where it is not said. Whole. */
  readonly burst?: number
}

/** No two requests within a time. @param gapMs at most a minute; 0 = the rule is not there. */
export function gapRule(key: string, gapMs: number): LimitRule {
  return { name: 'gap', key, perMinute: gapMs === 0 ? 0 : MINUTE_MS / gapMs, burst: 1 }
}

const MINUTE_MS = 60_000

/** Where a rule stands, as clients are told. */
export interface LimitStatus {
  readonly limit: number
  /** Requests that would be admitted at this moment. */
  readonly remaining: number
  /** Until as many as the limit would be admitted at once, if no more come. */
  readonly resetMs: number
}

export type Admission =
  | {
      readonly admitted: true
      /** Of the rule with the fewest requests left; undefined when no rule applied, or nobody knows. */
      readonly status: LimitStatus | undefined
      /** Ends the request's stay. May be called more than once. Does not give the request back to the limit. */
      release(): void
    }
  | {
      readonly admitted: false
      readonly reason: 'limit'
      /** Of the rules that refused, the one with the longest wait. */
      readonly rule: LimitRule
      /** Until that rule admits one more request, at least 1. */
      readonly retryAfterMs: number
      readonly status: LimitStatus
    }
  | {
      readonly admitted: false
      /** The store of the counts does not answer, and nothing may pass uncounted. */
      readonly reason: 'lost'
      readonly retryAfterMs: number
      readonly status: undefined
    }

export interface Limiter {
  /** Decides all rules together: either every one of them is charged, or none. */
  admit(rules: readonly LimitRule[]): Promise<Admission>
  close(): Promise<void>
}
