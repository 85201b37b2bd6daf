import type { GatewayError } from '../../canonical/error.ts'
import type { ErrorResponse } from '../../codec.ts'
import { bareError, errorInBody, errorMember } from '../../errors/locate.ts'
import { vendorError } from '../../errors/vendor-error.ts'
import { errorWithoutWords } from '../../errors/without-words.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'
import { parseJson } from '../../json/parse.ts'
import { retryAfterFromHeaders } from '../../retry-after.ts'

const protocol = 'openai-chat'

/** Reads an HTTP error of the vendor. */
export function decodeError({ status, body, header, nowMs }: ErrorResponse): GatewayError {
  const envelope = parseJson(body)
  const error = status >= 400 ? errorInBody(envelope, status) : undefined
  const headerWaitMs = retryAfterFromHeaders(header, nowMs)
  return error
    ? vendorError({ protocol, error, envelope, status, headerWaitMs, nowMs })
    : errorWithoutWords(status, headerWaitMs)
}

/**
 * The error that a message of a stream, or a body under a 200, reports; undefined when it reports none.
 * `event`: the name of the message, where it has one.
 */
export function reportedError(value: Json | undefined, event?: string): GatewayError | undefined {
  const item = Array.isArray(value) && value.length === 1 ? value[0] : value
  if (!isJsonObject(item)) return undefined
  // Some vendors mark their errors with the name of the object or event, most with a member.
  const isMarked = item.object === 'error' || event === 'error'
  const error = errorMember(item) ?? (isMarked ? (bareError(item) ?? item) : failedChoice(item))
  return error && vendorError({ protocol, error, envelope: item })
}

/** OpenRouter ends a choice that its provider failed with `finish_reason: "error"`, which is no stop. */
function failedChoice({ choices }: JsonObject): JsonObject | undefined {
  if (!Array.isArray(choices)) return undefined
  const choice = choices.find((item) => isJsonObject(item) && item.finish_reason === 'error')
  if (!isJsonObject(choice)) return undefined
  return errorMember(choice) ?? { message: 'The vendor ended its answer with an error that it does not name.' }
}
