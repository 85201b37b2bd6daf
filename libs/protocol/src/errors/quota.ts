import type { QuotaHint } from '../canonical/error.ts'
import type { JsonObject } from '../json/json.ts'
import { durationMs, retryAfterFromText } from '../retry-after.ts'
import { type Violation, violationsOf, waitOfDetails } from './google-details.ts'
import { untilMidnightPacificMs } from './midnight.ts'

/** Whether a limit passes soon, and the wait that goes with that. */
export interface QuotaReading {
  readonly kind: 'rate-limited' | 'quota-exhausted'
  readonly quota: QuotaHint | undefined
  readonly retryAfterMs: number | undefined
  /** The vendor named a wait that is not this one: its words would contradict ours. */
  readonly isWaitDenied: boolean
}

export interface QuotaReport {
  readonly error: JsonObject
  /** What the codes or the status say already. */
  readonly kind: QuotaReading['kind']
  /** The error's message, of bounded length. */
  readonly said: string
  /** The wait that the answer's headers named. */
  readonly headerWaitMs: number | undefined
  /** Unix milliseconds; missing for an error inside a stream. */
  readonly nowMs: number | undefined
}

/** A limit "per minute" that lasts longer than this is one per day (openhikmah-web PR#588). */
const MINUTE_WAIT_MS_MAX = 120_000

const perDay = /Per(?:Day|Week|Month)|Daily/i
const perMinute = /Per(?:Second|Minute)/i

/**
 * Reads a 429 (or 402). Google names its quotas by id; its daily ones often come with a wait of some seconds, after which
 * the answer is the same, so there the id decides and the wait is the day's own.
 */
export function readQuota(report: QuotaReport): QuotaReading {
  const violations = violationsOf(report.error)
  const quota = hintOf(violations, report.said)
  const hintMs = waitHint(report)
  const isLong = (hintMs ?? 0) > MINUTE_WAIT_MS_MAX
  const isDaily = violations.some(({ id }) => perDay.test(id)) || (isLong && report.error.details !== undefined)
  if (isZero(violations, report.said)) return gone(undefined, daily(quota), hintMs)
  if (isDaily) return gone(isLong ? hintMs : dayWait(report), daily(quota), hintMs)
  // Credit does not come back within a minute, whatever a header says that every 429 of this vendor has.
  if (report.kind === 'quota-exhausted') return gone(isLong ? hintMs : undefined, quota, hintMs)
  return { kind: 'rate-limited', quota, retryAfterMs: hintMs, isWaitDenied: false }
}

function gone(
  retryAfterMs: number | undefined,
  quota: QuotaHint | undefined,
  hintMs: number | undefined,
): QuotaReading {
  return { kind: 'quota-exhausted', quota, retryAfterMs, isWaitDenied: retryAfterMs !== hintMs }
}

/** The wait that anybody named, the most exact source first. */
export function waitHint({ error, said, headerWaitMs, nowMs }: Omit<QuotaReport, 'kind'>): number | undefined {
  return waitOfDetails(error) ?? resetMs(error, nowMs) ?? headerWaitMs ?? retryAfterFromText(said)
}

/** ChatGPT's plan limits (`usage_limit_reached`): seconds from now, or Unix seconds. */
function resetMs(
  { resets_in_seconds: left, resets_at: at }: JsonObject,
  nowMs: number | undefined,
): number | undefined {
  if (typeof left === 'number') return durationMs(`${left}s`)
  if (typeof at !== 'number' || nowMs === undefined) return undefined
  return durationMs(`${Math.max(0, Math.ceil(at - nowMs / 1000))}s`)
}

function dayWait({ nowMs }: QuotaReport): number | undefined {
  return nowMs === undefined ? undefined : untilMidnightPacificMs(nowMs)
}

/** The free tier has no quota at all for some models, and says when to try again nevertheless (hermes-agent#108656). */
function isZero(violations: readonly Violation[], said: string): boolean {
  return violations.some(({ value }) => value === '0') || /\blimit: 0(?![\d.])/.test(said)
}

function hintOf(violations: readonly Violation[], said: string): QuotaHint | undefined {
  const longest = violations.find(({ id }) => perDay.test(id)) ?? violations[0]
  const unit = longest ? unitOfMetric(longest.metric) : unitOfText(said)
  const window = windowOf(longest ? longest.id : said)
  return window || unit ? { ...(window && { window }), ...(unit && { unit }) } : undefined
}

/** `text`: a quota's id, or OpenAI's "requests per day (RPD)". */
function windowOf(text: string): QuotaHint['window'] {
  if (perDay.test(text) || /per day|\b[TR]PD\b/i.test(text)) return 'day'
  return perMinute.test(text) || /per min|\b[TR]PM\b/i.test(text) ? 'minute' : undefined
}

function unitOfMetric(metric: string): QuotaHint['unit'] {
  if (metric === '') return undefined
  return metric.includes('token') ? 'tokens' : 'requests'
}

function unitOfText(said: string): QuotaHint['unit'] {
  if (/tokens per|\bTP[MD]\b/.test(said)) return 'tokens'
  return /requests per|\bRP[MD]\b/.test(said) ? 'requests' : undefined
}

function daily(quota: QuotaHint | undefined): QuotaHint {
  return { ...quota, window: 'day' }
}
