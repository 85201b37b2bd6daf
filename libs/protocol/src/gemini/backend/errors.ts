import { type ErrorKind, GatewayError } from '../../canonical/error.ts'
import type { ErrorResponse } from '../../codec.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'
import { redactSecrets } from '../../redact.ts'
import { retryAfterFromHeaders } from '../../retry-after.ts'
import { wellFormed } from '../../well-formed.ts'
import { isKeyRefused, quotaOf, retryAfterOf } from './error-details.ts'

/** HTTP statuses of google.rpc.Code words, for errors inside a stream that have no number. */
const statusOfWord: Readonly<Record<string, number>> = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  OUT_OF_RANGE: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  RESOURCE_EXHAUSTED: 429,
  INTERNAL: 500,
  UNKNOWN: 500,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
}

const kindOfStatus: Readonly<Record<number, ErrorKind>> = {
  401: 'upstream-auth',
  403: 'forbidden',
  404: 'not-found',
  408: 'timeout',
  413: 'too-large',
  429: 'rate-limited',
  // Google's "cancelled": nobody here cancelled, or this answer would not be read.
  499: 'upstream-error',
  503: 'overloaded',
  504: 'timeout',
  529: 'overloaded',
}

const promptTooLong = /input token count.*exceeds|exceeds the maximum number of tokens|prompt is too long/is

/** Reads the body of an HTTP answer that is an error. What is no JSON is never repeated: it may be a proxy's page. */
export function decodeError(response: ErrorResponse): GatewayError {
  const { status } = response
  const wait = retryAfterFromHeaders((name) => response.header(name), response.nowMs)
  const body = parse(response.body)
  const error = errorObject(body) ?? bareError(body)
  if (error) return errorFromGoogle(error, status, wait)
  if (status in kindOfStatus && status < 500 && status !== 404) return errorFromGoogle({}, status, wait)
  return new GatewayError({
    kind: 'bad-upstream-response',
    status: status >= 500 ? status : undefined,
    message: `The vendor answered HTTP ${status} with a body that is not the Gemini API's; check the base URL.`,
    retryAfterMs: wait,
  })
}

/** The error of a payload in a stream or of a whole answer; undefined when it has none. */
export function errorInPayload(payload: JsonObject): GatewayError | undefined {
  const error = errorObject(payload)
  return error && errorFromGoogle(error)
}

/**
 * A google.rpc.Status as JSON (`code`, `message`, `status`, `details`). `status`: the HTTP status that it came with;
 * otherwise its own code counts. `waitMs`: a wait that the headers named.
 */
export function errorFromGoogle(outer: JsonObject, status?: number, waitMs?: number): GatewayError {
  const vendorError = redacted(wellFormed(innermost(outer)))
  const code = status ?? statusOf(vendorError)
  const said = typeof vendorError.message === 'string' ? vendorError.message : ''
  const quota = code === 429 ? quotaOf(vendorError, said) : undefined
  const kind = kindOf(vendorError, code, said, quota?.window)
  return new GatewayError({
    kind,
    status: kind === 'upstream-error' && code >= 500 ? code : undefined,
    message: said || `The vendor answered with the error ${vendorError.status ?? code} and no message.`,
    retryAfterMs: retryAfterOf(vendorError, said) ?? waitMs,
    quota,
    // The vendor's own time-out, not ours: a fresh attempt may be faster.
    retryable: kind === 'timeout' ? true : undefined,
    elsewhere: kind === 'timeout' ? true : undefined,
    vendor: { protocol: 'gemini', body: { error: vendorError } },
  })
}

function kindOf(error: JsonObject, code: number, message: string, window: 'minute' | 'day' | undefined): ErrorKind {
  if (code === 429 && window === 'day') return 'quota-exhausted'
  if (code === 400 && isKeyRefused(error, message)) return 'upstream-auth'
  if (code === 400 && promptTooLong.test(message)) return 'context-length'
  return kindOfStatus[code] ?? (code >= 400 && code < 500 ? 'bad-request' : 'upstream-error')
}

function statusOf({ code, status }: JsonObject): number {
  if (typeof code === 'number' && code >= 400 && code < 600) return code
  const known = typeof status === 'string' && Object.hasOwn(statusOfWord, status) ? statusOfWord[status] : undefined
  return known ?? 500
}

/** The error object of an envelope, also of a one-element array and of a proxy's `{"error":"text"}`. */
function errorObject(body: Json | undefined): JsonObject | undefined {
  const envelope = Array.isArray(body) ? body[0] : body
  if (!isJsonObject(envelope)) return undefined
  const { error } = envelope
  if (error === undefined || error === null) return undefined
  return isJsonObject(error) ? error : { message: typeof error === 'string' ? error : JSON.stringify(error) }
}

/** Gateways in front of the vendor answer without an envelope: `{"message":"no Route matched"}`. */
function bareError(body: Json | undefined): JsonObject | undefined {
  return isJsonObject(body) && typeof body.message === 'string' ? body : undefined
}

/** Some proxies put the vendor's whole envelope, as JSON text, into the message of their own. */
function innermost(error: JsonObject): JsonObject {
  const { message } = error
  if (typeof message !== 'string' || !/^\s*[[{]/.test(message)) return error
  return errorObject(parse(message)) ?? error
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Keys stand in messages and in the addresses of details alike. */
function redacted(error: JsonObject): JsonObject {
  const text = (value: Json): Json => {
    if (typeof value === 'string') return redactSecrets(value)
    if (Array.isArray(value)) return value.map(text)
    if (!isJsonObject(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, text(member)]))
  }
  return Object.fromEntries(Object.entries(error).map(([key, member]) => [key, text(member)]))
}

/** The body ended before anything of an answer was there. */
export function emptyResponse(): GatewayError {
  return new GatewayError({
    kind: 'empty-response',
    code: 'empty_response',
    message: 'The vendor ended its answer before anything of it was there.',
  })
}

/** The body ended without a finish reason. */
export function truncated(): GatewayError {
  return new GatewayError({ kind: 'truncated', message: 'The answer ended without a finish reason; it is incomplete.' })
}
