import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'
import { redactSecrets } from '../../redact.ts'
import { wellFormedText } from '../../well-formed.ts'
import { objectOf } from '../wire.ts'

/** A vendor's error body, redacted. Its `error` is an object, wherever the vendor put the error's own members. */
export type ErrorBody = JsonObject & { readonly error: JsonObject }

/** Many chunks say `"error":null`. */
export function isReport(error: Json | undefined): boolean {
  return isJsonObject(error) || (typeof error === 'string' && error !== '')
}

export function errorBodyOf(value: Json | undefined): ErrorBody | undefined {
  const body = Array.isArray(value) && value.length === 1 ? value[0] : value
  if (!isJsonObject(body)) return undefined
  const { error, detail } = body
  if (isJsonObject(error)) return { ...redactedObject(body), error: redactedObject(error) }
  if (typeof error === 'string' && error !== '') return { error: redactedObject({ message: error }) }
  if (detail !== undefined) {
    const message = typeof detail === 'string' ? detail : JSON.stringify(detail)
    return { error: redactedObject({ message }) }
  }
  return { error: redactedObject(body) }
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
