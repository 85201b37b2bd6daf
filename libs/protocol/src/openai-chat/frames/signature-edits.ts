import type { Edit, JsonPath } from '../../json/edit.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'

/**
 * What takes the thought signatures out of a history that goes to a vendor other than Google: our own answers put them
 * there (`extra_content.google.thought_signature`), clients send them back, and strict vendors answer 422 for them.
 * Everything else stays.
 */
export function signatureEdits({ messages }: JsonObject): readonly Edit[] {
  if (!Array.isArray(messages)) return []
  return messages.flatMap((message, place) => messageEdits(message, ['messages', place]))
}

function messageEdits(message: Json, path: JsonPath): Edit[] {
  if (!isJsonObject(message)) return []
  const calls = Array.isArray(message.tool_calls) ? message.tool_calls : []
  return [
    ...memberEdits(message, path),
    ...calls.flatMap((call, place) => callEdits(call, [...path, 'tool_calls', place])),
  ]
}

/** Some clients move the signature into the function. */
function callEdits(call: Json, path: JsonPath): Edit[] {
  if (!isJsonObject(call)) return []
  const inFunction = isJsonObject(call.function) ? memberEdits(call.function, [...path, 'function']) : []
  return [...memberEdits(call, path), ...inFunction]
}

/** Removes as much as would be empty without the signature. */
function memberEdits({ extra_content: extra }: JsonObject, path: JsonPath): Edit[] {
  if (!isJsonObject(extra) || !isJsonObject(extra.google) || extra.google.thought_signature === undefined) return []
  const extraPath: JsonPath = [...path, 'extra_content']
  if (Object.keys(extra.google).length > 1) {
    return [{ path: [...extraPath, 'google', 'thought_signature'], remove: true }]
  }
  return [{ path: Object.keys(extra).length > 1 ? [...extraPath, 'google'] : extraPath, remove: true }]
}
