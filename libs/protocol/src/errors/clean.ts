import { isJsonObject, type Json, type JsonObject } from '../json/json.ts'
import { redactSecrets } from '../redact.ts'
import { wellFormedText } from '../well-formed.ts'

/** What of a vendor's error goes on. Anything else (`stack`, `path`, `metadata`) is about the inside of its servers. */
const members = ['message', 'type', 'code', 'param', 'status', 'details'] as const

/** google.rpc.Status nests three deep; what is deeper is no error of an API. */
const DETAIL_DEPTH_MAX = 8

/** A page of a proxy, which some gateways put into the message of their own error. */
const page = /<(?:!doctype|html|head|body)\b/i

/** The members of an error that may go on, without secrets, in its own order. */
export function cleanError(error: JsonObject): JsonObject {
  const clean: JsonObject = {}
  for (const [name, value] of Object.entries(error)) {
    if (!members.some((member) => member === name)) continue
    if (name === 'details') clean.details = cleanDetails(value)
    else if (typeof value !== 'object' || value === null) clean[name] = cleaned(value, 0)
  }
  return clean
}

/** What of a body may go on beside its error: Anthropic's clients read both. */
export function cleanEnvelope(body: Json | undefined): JsonObject {
  if (!isJsonObject(body) || !isJsonObject(body.error)) return {}
  const told = ['type', 'request_id'].map((name) => [name, body[name]] as const)
  return Object.fromEntries(
    told.flatMap(([name, value]) => (typeof value === 'string' ? [[name, cleaned(value, 0)]] : [])),
  )
}

/** Whether a text is a page instead of words. */
export function isPage(text: string): boolean {
  return page.test(text)
}

/** google.rpc.DebugInfo holds stack traces. */
function cleanDetails(details: Json): Json {
  if (!Array.isArray(details)) return cleaned(details, 0)
  const isDebug = (item: Json) => isJsonObject(item) && String(item['@type']).endsWith('.DebugInfo')
  return cleaned(
    details.filter((item) => !isDebug(item)),
    0,
  )
}

function cleaned(value: Json, depth: number): Json {
  if (typeof value === 'string') return redactSecrets(wellFormedText(value))
  if (typeof value !== 'object' || value === null) return value
  if (depth === DETAIL_DEPTH_MAX) return null
  if (Array.isArray(value)) return value.map((item) => cleaned(item, depth + 1))
  const entries = Object.entries(value).map(([key, member]) => [
    redactSecrets(wellFormedText(key)),
    cleaned(member, depth + 1),
  ])
  return Object.fromEntries(entries)
}
