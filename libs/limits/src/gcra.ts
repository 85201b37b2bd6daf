import type { LimitRule, LimitStatus } from './limiter.ts'

const MINUTE_MS = 60_000

/** What a request takes from a bucket. A millisecond gives `perMinute` back, so that levels are whole numbers. */
const REQUEST = MINUTE_MS

/** No bucket takes longer to fill. */
export const FULL_AFTER_MS = MINUTE_MS

/**
 * A rule's bucket at one moment, by the generic cell rate algorithm. It holds `burst` requests and gets one back every
 * 60 000 / `perMinute` ms. Between requests only the moment at which it is full again is kept ("theoretical arrival
 * time"), which means the same under any limit.
 */
export interface Bucket {
  readonly perMinute: number
  readonly burst: number
  readonly nowMs: number
  /** What it lacks to be full, in the unit of `REQUEST`; whole. */
  readonly lacking: number
}

/** @param fullAtMs what `fullAtMs` gave after the last request; undefined = a full bucket. */
export function bucketAt(fullAtMs: number | undefined, rule: LimitRule, nowMs: number): Bucket {
  const { perMinute, burst = perMinute } = rule
  // Rounding restores the whole number that the division in `fullAtMs` lost. A clock since 1970 leaves twelve bits for the
  // fraction, enough up to 4 000 a minute; a million a minute would be off by 0.2 % at most.
  const lacking = Math.round(((fullAtMs ?? nowMs) - nowMs) * perMinute)
  // More than empty: the clock was set back. Nobody must wait until it has caught up.
  return { perMinute, burst, nowMs, lacking: Math.min(Math.max(lacking, 0), burst * REQUEST) }
}

/** The bucket's one number: not before `nowMs`, at most a minute after it, with fractions of a millisecond. */
export function fullAtMs({ perMinute, nowMs, lacking }: Bucket): number {
  return nowMs + lacking / perMinute
}

export function hasRoom(bucket: Bucket): boolean {
  return held(bucket) >= REQUEST
}

/** The bucket after one more request. */
export function charge(bucket: Bucket): Bucket {
  return { ...bucket, lacking: bucket.lacking + REQUEST }
}

/** The whole milliseconds after which the bucket has room for one request; 0 when it has. */
export function waitMs(bucket: Bucket): number {
  return Math.max(0, Math.ceil((REQUEST - held(bucket)) / bucket.perMinute))
}

export function statusOf(bucket: Bucket): LimitStatus {
  return {
    limit: bucket.burst,
    remaining: Math.floor(held(bucket) / REQUEST),
    resetMs: Math.ceil(bucket.lacking / bucket.perMinute),
  }
}

function held({ burst, lacking }: Bucket): number {
  return burst * REQUEST - lacking
}
