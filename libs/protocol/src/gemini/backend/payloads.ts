import { GatewayError } from '../../canonical/error.ts'
import type { StreamMessage } from '../../codec.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'
import { parseJson } from '../../json/parse.ts'

/** Gemini has no terminal marker, but proxies in front of it append OpenAI's. */
const foreignMarker = '[DONE]'

/**
 * The GenerateContentResponses of one message: usually one; several for a body of JSON lines, or for the JSON array that
 * a vendor sends who ignores `alt=sse`; none for a marker.
 * @throws GatewayError bad-upstream-response when it is something else, whose text is never repeated.
 */
export function payloadsOf({ data, event, bare }: StreamMessage): JsonObject[] {
  const text = data.trim()
  if (text === '' || text === foreignMarker) return []
  const value = parseJson(text)
  if (value !== undefined) return objectsIn(value).map((json) => namedError(json, event))
  if (bare && text.includes('\n')) return text.split('\n').flatMap((line) => payloadsOf({ data: line }))
  throw badAnswer('text that is not JSON')
}

function objectsIn(value: Json): JsonObject[] {
  const objects = Array.isArray(value) ? value : [value]
  if (!objects.every(isJsonObject)) throw badAnswer('JSON that is no object')
  return objects
}

function badAnswer(what: string): GatewayError {
  return new GatewayError({ kind: 'bad-upstream-response', message: `The vendor's answer holds ${what}.` })
}

/** Some servers say that their answer failed with the name of a message (llama.cpp's `error: {…}`), not with a member. */
export function namedError(json: JsonObject, event: string | undefined): JsonObject {
  return event === 'error' && json.error === undefined ? { error: json } : json
}
