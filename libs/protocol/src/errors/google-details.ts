import { isJsonObject, type Json, type JsonObject } from '../json/json.ts'
import { durationMs } from '../retry-after.ts'

/** Messages of google.rpc that errors carry in `details`, by the end of their `@type`. */
type DetailName = 'ErrorInfo' | 'QuotaFailure' | 'RetryInfo'

/** `reason` and `metadata` of each ErrorInfo. */
export function errorInfosOf(error: JsonObject): readonly JsonObject[] {
  return detailsOf(error, 'ErrorInfo')
}

/** One used up quota. */
export interface Violation {
  /** `GenerateRequestsPerDayPerProjectPerModel-FreeTier`. */
  readonly id: string
  readonly metric: string
  /** The limit itself, as text. */
  readonly value: string
}

/** The quotas that a 429 names, from QuotaFailure and from ErrorInfo's metadata. */
export function violationsOf(error: JsonObject): readonly Violation[] {
  const failures = detailsOf(error, 'QuotaFailure').flatMap(({ violations }) => objectsOf(violations))
  const infos = errorInfosOf(error).map(({ metadata }) => metadata)
  return [
    ...failures.map(({ quotaId, quotaMetric, quotaValue }) => violation(quotaId, quotaMetric, quotaValue)),
    ...objectsOf(infos.filter(isJsonObject)).map(({ quota_limit, quota_metric, quota_limit_value }) =>
      violation(quota_limit, quota_metric, quota_limit_value),
    ),
  ].filter(({ id, metric }) => id !== '' || metric !== '')
}

/** The wait that RetryInfo or ErrorInfo names, in milliseconds. */
export function waitOfDetails(error: JsonObject): number | undefined {
  for (const { retryDelay } of detailsOf(error, 'RetryInfo')) {
    const wait = delayMs(retryDelay)
    if (wait !== undefined) return wait
  }
  for (const { metadata } of errorInfosOf(error)) {
    const wait = isJsonObject(metadata) ? delayMs(metadata.quotaResetDelay) : undefined
    if (wait !== undefined) return wait
  }
  return undefined
}

function violation(id: Json | undefined, metric: Json | undefined, value: Json | undefined): Violation {
  return { id: textOf(id), metric: textOf(metric), value: textOf(value) }
}

/** A google.protobuf.Duration: text in JSON, an object from proxies that speak proto. */
function delayMs(delay: Json | undefined): number | undefined {
  if (typeof delay === 'string') return durationMs(delay)
  if (!isJsonObject(delay)) return undefined
  const seconds = Number(delay.seconds ?? 0) + Number(delay.nanos ?? 0) / 1e9
  return durationMs(`${seconds}s`)
}

function detailsOf({ details }: JsonObject, name: DetailName): JsonObject[] {
  return objectsOf(details).filter((detail) => textOf(detail['@type']).endsWith(`.${name}`))
}

function objectsOf(value: Json | readonly Json[] | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
