import { type ErrorKind, GatewayError, type QuotaHint } from '../../canonical/error.ts'
import type { ErrorResponse } from '../../codec.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'
import { retryAfterFromHeaders, retryAfterFromText } from '../../retry-after.ts'
import { parseJson } from '../parse-json.ts'
import { stringOf } from '../wire.ts'
import { type ErrorBody, errorBodyOf, isReport } from './error-object.ts'

/** What a vendor's status means; 5xx and 4xx that are not listed have a rule of their own below. */
const kindsByStatus: ReadonlyMap<number, ErrorKind> = new Map<number, ErrorKind>([
  [401, 'upstream-auth'],
  // Out of credit, as DeepSeek and OpenRouter say it.
  [402, 'quota-exhausted'],
  [403, 'forbidden'],
  [404, 'not-found'],
  [405, 'bad-upstream-response'],
  [408, 'timeout'],
  [413, 'too-large'],
  [415, 'unsupported-media-type'],
  [429, 'rate-limited'],
  [503, 'overloaded'],
  [504, 'timeout'],
  [524, 'timeout'],
  [529, 'overloaded'],
])

/** Statuses that words stand for in an error without one: an error object inside a stream. */
const statusByWord: ReadonlyMap<string, number> = new Map([
  ['invalid_request_error', 400],
  ['context_length_exceeded', 400],
  ['authentication_error', 401],
  ['permission_error', 403],
  ['not_found_error', 404],
  ['requests', 429],
  ['tokens', 429],
  ['rate_limit_error', 429],
  ['rate_limit_exceeded', 429],
  ['insufficient_quota', 429],
  ['overloaded', 503],
  ['overloaded_error', 503],
  ['timeout', 504],
])

/** Quotas that waiting does not bring back, in the words of OpenAI and new-api. */
const quotaCodes = /^(?:insufficient_(?:user_)?quota|billing_hard_limit_reached|pre_consume_token_quota_failed)$/
/** OpenAI, vLLM and llama.cpp say it in words only, or in codes of their own. */
const contextWords =
  /context_length_exceeded|exceed_context_size|maximum context length|exceeds? the (?:available )?context/i

const refusedKey = "The vendor refused this server's own credential; check the API key in its settings."

/** Reads an HTTP error of the vendor. */
export function decodeError(response: ErrorResponse): GatewayError {
  const { status, body } = response
  const report = errorBodyOf(parseJson(body))
  if (report === undefined || status < 400) return withoutErrorObject(response)
  return createError(report, status, retryAfterFromHeaders(response.header, response.nowMs))
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
  const report = isMarked || isReport(item.error) ? errorBodyOf(item) : undefined
  return report && createError(report, statusOf(report.error), undefined)
}

function createError(body: ErrorBody, status: number, headerWaitMs: number | undefined): GatewayError {
  const { error } = body
  const message = stringOf(error.message) ?? `The vendor failed with status ${status}.`
  const kind = kindOf(error, status, message)
  if (kind === 'upstream-auth') return new GatewayError({ kind, message: refusedKey })
  return new GatewayError({
    kind,
    message,
    status: keptStatus(kind, status),
    param: stringOf(error.param),
    code: stringOf(error.code),
    retryAfterMs: status === 429 || status >= 500 ? (headerWaitMs ?? retryAfterFromText(message)) : undefined,
    quota: status === 429 ? quotaHint(error, message) : undefined,
    // The vendor's own timeout is worth another attempt; ours is not.
    retryable: kind === 'timeout' ? true : undefined,
    elsewhere: kind === 'timeout' ? true : undefined,
    vendor: { protocol: 'openai-chat', body },
  })
}

function kindOf(error: JsonObject, status: number, message: string): ErrorKind {
  const code = stringOf(error.code) ?? ''
  if (quotaCodes.test(code) || quotaCodes.test(stringOf(error.type) ?? '')) return 'quota-exhausted'
  if (status === 400 && (contextWords.test(code) || contextWords.test(message))) return 'context-length'
  return kindsByStatus.get(status) ?? (status >= 500 ? 'upstream-error' : 'bad-request')
}

function keptStatus(kind: ErrorKind, status: number): number | undefined {
  return kind === 'bad-request' || kind === 'upstream-error' ? status : undefined
}

function statusOf({ code, status, type }: JsonObject): number {
  for (const value of [code, status]) {
    if (typeof value === 'number' && Number.isInteger(value) && value >= 400 && value < 600) return value
  }
  return statusByWord.get(stringOf(code) ?? '') ?? statusByWord.get(stringOf(type) ?? '') ?? 500
}

function quotaHint({ type }: JsonObject, message: string): QuotaHint {
  const isTokens = type === 'tokens' || /tokens per|\bTP[MD]\b/.test(message)
  const isRequests = type === 'requests' || /requests per|\bRP[MD]\b/.test(message)
  const window = /per day|\b[TR]PD\b/i.test(message)
    ? 'day'
    : /per min|\b[TR]PM\b/i.test(message)
      ? 'minute'
      : undefined
  const unit = isTokens ? 'tokens' : isRequests ? 'requests' : undefined
  return { ...(unit && { unit }), ...(window && { window }) }
}

/** A page of a proxy, or a redirect. Only these statuses say something without the vendor's words. */
function withoutErrorObject({ status, header, nowMs }: ErrorResponse): GatewayError {
  const message = `The vendor answered with status ${status} and no error of this protocol.`
  if (status === 401) return new GatewayError({ kind: 'upstream-auth', message: refusedKey })
  const retryAfterMs = retryAfterFromHeaders(header, nowMs)
  if (status === 429) return new GatewayError({ kind: 'rate-limited', message, retryAfterMs })
  return new GatewayError({
    kind: 'bad-upstream-response',
    message,
    status: status >= 500 ? status : undefined,
    retryAfterMs: status >= 500 ? retryAfterMs : undefined,
  })
}
