import type { ErrorKind, GatewayError } from '../../canonical/error.ts'
import type { EncodedError, ErrorContext } from '../../codec.ts'
import { retryHeaders } from '../../errors/retry-headers.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'
import { jsonText } from './wire.ts'

/** google.rpc.Code words, and the HTTP status where the error's own must not show. */
const codes = {
  'bad-request': { word: 'INVALID_ARGUMENT' },
  'context-length': { word: 'INVALID_ARGUMENT' },
  unauthorized: { word: 'UNAUTHENTICATED' },
  forbidden: { word: 'PERMISSION_DENIED' },
  'not-found': { word: 'NOT_FOUND' },
  'method-not-allowed': { word: 'UNIMPLEMENTED' },
  'too-large': { word: 'INVALID_ARGUMENT' },
  'unsupported-media-type': { word: 'INVALID_ARGUMENT' },
  'rate-limited': { word: 'RESOURCE_EXHAUSTED' },
  'quota-exhausted': { word: 'RESOURCE_EXHAUSTED' },
  'client-gone': { word: 'CANCELLED' },
  internal: { word: 'INTERNAL' },
  'upstream-error': { word: 'INTERNAL' },
  'upstream-auth': { word: 'INTERNAL', status: 502 },
  loop: { word: 'INTERNAL' },
  'wrong-address': { word: 'INTERNAL' },
  unreachable: { word: 'UNAVAILABLE' },
  'bad-upstream-response': { word: 'INTERNAL' },
  'empty-response': { word: 'UNAVAILABLE' },
  'generation-failed': { word: 'INTERNAL' },
  truncated: { word: 'UNAVAILABLE', status: 503 },
  overloaded: { word: 'UNAVAILABLE', status: 503 },
  'not-configured': { word: 'UNAVAILABLE' },
  busy: { word: 'UNAVAILABLE' },
  'shutting-down': { word: 'UNAVAILABLE' },
  timeout: { word: 'DEADLINE_EXCEEDED' },
} as const satisfies Record<ErrorKind, { readonly word: string; readonly status?: number }>

/** The whole error answer: Google's envelope, its wait in the header, in RetryInfo and in the text. */
export function encodeError(error: GatewayError, { path }: ErrorContext): EncodedError {
  const status = statusOf(error)
  const said = envelope(error, status)
  // Every call is made as a stream, and Google names the method that it was asked.
  const message =
    path?.stream === false ? said.message.replaceAll('streamGenerateContent', 'generateContent') : said.message
  return { status, headers: retryHeaders(error, status), body: { error: { ...said, message } } }
}

/**
 * How a running stream fails, as two texts that must come in reads of their own. Bare JSON on one line with one LF: the
 * JS SDK 1.30 (Gemini CLI) and the legacy one see nothing else. Then the same as an SSE message, for which SillyTavern and
 * the AI SDK wait, and which the others do not read any more.
 */
export function encodeLateError(error: GatewayError): readonly [string, string] {
  const text = jsonText({ error: envelope(error, statusOf(error)) })
  return [`${text}\n`, `\ndata: ${text}\n\n`]
}

function statusOf(error: GatewayError): number {
  const code = codes[error.kind]
  // What another vendor says with a 413 or 422, Google says with a 400; without its words the status is all there is.
  if (code.word === 'INVALID_ARGUMENT' && error.vendor) return 400
  return 'status' in code ? code.status : error.status
}

function envelope(error: GatewayError, status: number): JsonObject & { readonly message: string } {
  const { word } = codes[error.kind]
  const theirs = error.vendor?.protocol === 'gemini' ? error.vendor.body.error : undefined
  if (isJsonObject(theirs) && error.kind !== 'upstream-auth') {
    const told = { status: word, ...theirs, code: status, message: error.message }
    return error.kind === 'quota-exhausted' ? { ...told, details: spentDetails(error, theirs.details) } : told
  }
  const details = detailsOf(error)
  return { code: status, message: messageOf(error), status: word, ...(details.length > 0 && { details }) }
}

/** Gemini CLI reads the wait from RetryInfo or from these words, never from a header. */
function messageOf({ kind, message, retryAfterMs }: GatewayError): string {
  if (retryAfterMs === undefined || kind === 'quota-exhausted' || /retry in \d/i.test(message)) return message
  return `${message.trimEnd()} Please retry in ${seconds(retryAfterMs)}.`
}

function detailsOf(error: GatewayError): JsonObject[] {
  const details: JsonObject[] = []
  if (error.kind === 'bad-request' && error.param !== undefined) {
    const fieldViolations = [{ field: error.param, description: error.message }]
    details.push({ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations })
  }
  if (error.kind === 'rate-limited' || error.kind === 'quota-exhausted') {
    const violations = [{ quotaId: quotaId(error) }]
    details.push({ '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations })
  }
  if (error.retryAfterMs !== undefined && error.kind !== 'quota-exhausted') {
    details.push({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: seconds(error.retryAfterMs) })
  }
  return details
}

/** Google's details of a quota that is gone, in our sense: with an id that says so. */
function spentDetails(error: GatewayError, theirs: Json | undefined): Json[] {
  const known = Array.isArray(theirs) ? theirs : []
  return JSON.stringify(known).includes('PerDay') ? known : [...detailsOf(error), ...known]
}

/** Gemini CLI gives up at once on an id with PerDay and waits on one with PerMinute. */
function quotaId({ kind, quota }: GatewayError): string {
  const window = kind === 'quota-exhausted' || quota?.window === 'day' ? 'PerDay' : 'PerMinute'
  const unit = quota?.unit === 'tokens' ? 'InputTokens' : 'Requests'
  return `Generate${unit}${window}PerProjectPerModel`
}

function seconds(ms: number): string {
  return `${Math.ceil(ms) / 1000}s`
}
