import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'
import { redactSecrets } from '../../redact.ts'
import { wellFormedText } from '../../well-formed.ts'
import { objectOf } from '../wire.ts'

/** Many chunks say `"error":null`. */
export function isReport(error: Json | undefined): boolean {
  return isJsonObject(error) || (typeof error === 'string' && error !== '')
}

/** The error's own members, redacted, wherever the vendor put them. */
export function errorObjectOf(value: Json | undefined): JsonObject | undefined {
  const body = Array.isArray(value) && value.length === 1 ? value[0] : value
  if (!isJsonObject(body)) return undefined
  const { error, detail } = body
  if (isJsonObject(error)) return redactedObject(error)
  if (typeof error === 'string' && error !== '') return redactedObject({ message: error })
  if (detail !== undefined)
    return redactedObject({ message: typeof detail === 'string' ? detail : JSON.stringify(detail) })
  return redactedObject(body)
}

function redactedObject(value: JsonObject): JsonObject {
  return objectOf(redacted(value)) ?? {}
}

function redacted(value: Json): Json {
  if (typeof value === 'string') return redactSecrets(wellFormedText(value))
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(redacted)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [wellFormedText(key), redacted(member)]))
}
