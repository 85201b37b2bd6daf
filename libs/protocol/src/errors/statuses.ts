import type { ErrorKind } from '../canonical/error.ts'
import type { JsonObject } from '../json/json.ts'
import { firstKnown } from './codes.ts'

/** What a vendor's status means where no code says more. */
const kindOfKnownStatus: ReadonlyMap<number, ErrorKind> = new Map<number, ErrorKind>([
  [401, 'upstream-auth'],
  // Out of credit, as DeepSeek, OpenRouter and Google's prepaid accounts say it.
  [402, 'quota-exhausted'],
  [403, 'forbidden'],
  [404, 'not-found'],
  [405, 'wrong-address'],
  [408, 'timeout'],
  [413, 'too-large'],
  [415, 'unsupported-media-type'],
  [429, 'rate-limited'],
  // Google's "cancelled": nobody here cancelled, or this answer would not be read.
  [499, 'upstream-error'],
  [503, 'overloaded'],
  [504, 'timeout'],
  [508, 'loop'],
  [524, 'timeout'],
  [529, 'overloaded'],
])

/** The kind of a status; a redirect is not followed, so it means another address. */
export function kindOfStatus(status: number): ErrorKind {
  const known = kindOfKnownStatus.get(status)
  if (known) return known
  if (status >= 500) return 'upstream-error'
  return status >= 400 ? 'bad-request' : 'wrong-address'
}

/** Statuses that words stand for in an error without one: an error object inside a stream or a 200. */
const statusOfWord: ReadonlyMap<string, number> = new Map([
  // OpenAI's and Anthropic's.
  ['invalid_request_error', 400],
  ['authentication_error', 401],
  ['billing_error', 402],
  ['permission_error', 403],
  ['not_found_error', 404],
  ['request_too_large', 413],
  ['requests', 429],
  ['tokens', 429],
  ['rate_limit_error', 429],
  ['rate_limit_exceeded', 429],
  ['slow_down', 429],
  ['ramp_limit_exceeded', 429],
  ['overloaded', 503],
  ['overloaded_error', 503],
  ['timeout', 504],
  ['timeout_error', 504],
  // google.rpc.Code.
  ['invalid_argument', 400],
  ['failed_precondition', 400],
  ['out_of_range', 400],
  ['unauthenticated', 401],
  ['permission_denied', 403],
  ['not_found', 404],
  ['resource_exhausted', 429],
  ['internal', 500],
  ['unknown', 500],
  ['unavailable', 503],
  ['deadline_exceeded', 504],
])

/** The status that an error without one is about: its own number, else its words, else 500. */
export function statusOfError(error: JsonObject, codes: readonly string[]): number {
  for (const value of [error.code, error.status]) {
    const status = typeof value === 'string' && /^[45]\d\d$/.test(value) ? Number(value) : value
    if (typeof status === 'number' && Number.isInteger(status) && status >= 400 && status < 600) return status
  }
  return firstKnown(statusOfWord, codes) ?? 500
}
