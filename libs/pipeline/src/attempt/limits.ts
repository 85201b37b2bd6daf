import type { Place } from './place.ts'

/** Until when a call may go on; all on the clock of `performance.now()`. */
export interface CallLimits {
  readonly startedAt: number
  /** When the first heartbeat commits the status; undefined = never. */
  readonly commitAt: number | undefined
  /** When the total time is over; undefined = no limit. */
  readonly deadlineAt: number | undefined
}

/** When a try failed, and how long it took. */
export interface Moment {
  readonly now: number
  readonly tookMs: number
}

/**
 * Whether a place may be tried again after this wait. Once the status is committed, an error can only be told inside the
 * answer, and many clients do not see it there: so a wait that no vendor asked for ends before, and so does the try
 * after it, by what the last one took.
 */
export function isInTime(place: Place, delayMs: number, limits: CallLimits, { now, tookMs }: Moment): boolean {
  const { startedAt, commitAt, deadlineAt } = limits
  if (deadlineAt !== undefined && now + delayMs >= deadlineAt) return false
  if (now - startedAt + delayMs > place.target.retry.budgetMs) return false
  if (commitAt === undefined || place.hinted) return true
  // A single try that outlasts the commit leaves no status to save: it is repeated, once.
  const isOverrun = now - tookMs < commitAt && now >= commitAt
  return isOverrun || now + delayMs + place.tookMs <= commitAt
}
