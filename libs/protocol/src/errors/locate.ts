import { isJsonObject, type Json, type JsonObject } from '../json/json.ts'
import { parseJson } from '../json/parse.ts'

/** What stands under `error`, also where it is text, `{"error":"no"}`; many chunks hold `"error":null`. */
export function errorMember(envelope: Json | undefined): JsonObject | undefined {
  if (!isJsonObject(envelope)) return undefined
  const { error } = envelope
  if (isJsonObject(error)) return error
  return typeof error === 'string' && error !== '' ? { message: error } : undefined
}

/**
 * The error's own members in an HTTP answer's body, wherever the vendor or a proxy put them; undefined when it is none, or
 * only says its status in words: `{"detail":"Not Found"}` of FastAPI, `{"statusCode":404,"error":"Not Found"}` of NestJS.
 */
export function errorInBody(body: Json | undefined, status: number): JsonObject | undefined {
  const envelope = Array.isArray(body) ? body[0] : body
  const enveloped = errorMember(envelope)
  const error = enveloped ?? bareError(envelope)
  if (error === undefined || isStatusPhrase(error)) return undefined
  return enveloped || !isRouter(error, status) ? error : undefined
}

/** FastAPI says `detail`, Kong and vLLM put the members themselves into the body. */
export function bareError(body: Json | undefined): JsonObject | undefined {
  if (!isJsonObject(body)) return undefined
  const { detail, message } = body
  if (detail !== undefined && message === undefined) {
    return { message: typeof detail === 'string' ? detail : JSON.stringify(detail) }
  }
  return typeof message === 'string' ? body : undefined
}

/** Some proxies put the vendor's whole envelope, as JSON text, into the message of their own. */
export function innermost(error: JsonObject): JsonObject {
  const { message } = error
  if (typeof message !== 'string' || !/^\s*[[{]/.test(message)) return error
  const text = parseJson(message)
  return errorMember(Array.isArray(text) ? text[0] : text) ?? error
}

/** Nothing but the reason phrase of a 4xx, with or without its number. */
function isStatusPhrase(error: JsonObject): boolean {
  const { message } = error
  return typeof message === 'string' && Object.keys(error).length === 1 && statusPhrase.test(message)
}

const statusPhrase =
  /^\s*(?:4\d\d[\s:]*)?(?:(?:page )?not found|method not allowed|bad request|forbidden|unauthorized|unprocessable (?:entity|content)|(?:payload|content|request entity) too large)[.!]?\s*$/i

/** A 404 of whoever routes before the API, as Kong's "no Route matched with those values". vLLM's names the model. */
function isRouter({ type, code, message }: JsonObject, status: number): boolean {
  return status === 404 && type === undefined && code === undefined && !/\bmodel\b/i.test(String(message))
}
