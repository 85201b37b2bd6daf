import type { QuotaHint } from '../../canonical/error.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'
import { durationMs, retryAfterFromText } from '../../retry-after.ts'

/** Messages of google.rpc that errors carry in `details`, by the end of their `@type`. */
type DetailName = 'ErrorInfo' | 'QuotaFailure' | 'RetryInfo'

const invalidKeyReasons = ['API_KEY_INVALID', 'API_KEY_EXPIRED']

/** Google refuses the credential; it says so with a 400. */
export function isKeyRefused(error: JsonObject, message: string): boolean {
  const reasons = detailsOf(error, 'ErrorInfo').map(({ reason }) => reason)
  return reasons.some((reason) => isOneOf(reason, invalidKeyReasons)) || /API key (?:not valid|expired)/i.test(message)
}

/** Which quota is used up, from QuotaFailure; undefined when nobody said. */
export function quotaOf(error: JsonObject, message: string): QuotaHint | undefined {
  const violations = detailsOf(error, 'QuotaFailure').flatMap(({ violations }) =>
    Array.isArray(violations) ? violations.filter(isJsonObject) : [],
  )
  const daily = violations.find(({ quotaId }) => isText(quotaId) && /PerDay|Daily/i.test(quotaId))
  const unit = unitOf((daily ?? violations[0])?.quotaMetric)
  const isDay = daily !== undefined || /\blimit: 0\b/.test(message)
  const isMinute = violations.some(({ quotaId }) => isText(quotaId) && /PerMinute/i.test(quotaId))
  const window = isDay ? 'day' : isMinute ? 'minute' : undefined
  return window || unit ? { ...(window && { window }), ...(unit && { unit }) } : undefined
}

function unitOf(metric: Json | undefined): QuotaHint['unit'] {
  if (!isText(metric)) return undefined
  return metric.includes('token') ? 'tokens' : 'requests'
}

/** The wait in milliseconds, from RetryInfo or else from the text. Gemini has no Retry-After header. */
export function retryAfterOf(error: JsonObject, message: string): number | undefined {
  const [info] = detailsOf(error, 'RetryInfo')
  return delayMs(info?.retryDelay) ?? retryAfterFromText(message)
}

/** A google.protobuf.Duration: text in JSON, an object from proxies that speak proto. */
function delayMs(delay: Json | undefined): number | undefined {
  if (isText(delay)) return durationMs(delay)
  if (!isJsonObject(delay)) return undefined
  const seconds = Number(delay.seconds ?? 0) + Number(delay.nanos ?? 0) / 1e9
  return durationMs(`${seconds}s`)
}

function detailsOf({ details }: JsonObject, name: DetailName): JsonObject[] {
  if (!Array.isArray(details)) return []
  return details
    .filter(isJsonObject)
    .filter((detail) => isText(detail['@type']) && detail['@type'].endsWith(`.${name}`))
}

function isOneOf(value: Json | undefined, values: readonly string[]): boolean {
  return isText(value) && values.includes(value)
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string'
}
