import { type ErrorKind, GatewayError } from '../canonical/error.ts'
import { refusedCredential } from './credential.ts'
import { kindOfStatus } from './statuses.ts'

/** What a refusal without an error object is said to be. `{status}` is its HTTP status. */
const notes: Partial<Readonly<Record<ErrorKind, string>>> = {
  forbidden: 'The vendor, or a proxy before it, refused access (HTTP {status}) and gave no reason.',
  'quota-exhausted': 'The vendor wants payment (HTTP {status}) and gave no reason.',
  'too-large': 'The vendor, or a proxy before it, does not take a request of this size (HTTP {status}).',
  'rate-limited': 'The vendor, or a proxy before it, limits the rate of requests (HTTP {status}).',
  timeout: 'A proxy before the vendor gave up waiting (HTTP {status}).',
}

const refused = 'The vendor, or a proxy before it, refused the request (HTTP {status}) and gave no reason.'
const failed = 'The vendor answered HTTP {status} with a body that is no error of its API.'

/**
 * What an HTTP answer means whose body is a page, a word or nothing. The status decides. What stands there is never
 * repeated, and a 4xx is never tried again: only a 429 passes by itself.
 */
export function errorWithoutWords(status: number, waitMs: number | undefined): GatewayError {
  const kind = kindOfStatus(status)
  if (kind === 'wrong-address' || kind === 'not-found') return wrongAddress(status)
  if (kind === 'upstream-auth') return refusedCredential('key')
  if (status >= 500) {
    const message = noteOf(failed, status)
    return new GatewayError({ kind: 'bad-upstream-response', status, message, retryAfterMs: waitMs })
  }
  return new GatewayError({
    kind,
    status: kind === 'bad-request' ? status : undefined,
    message: noteOf(notes[kind] ?? refused, status),
    ...(kind === 'rate-limited' && { retryAfterMs: waitMs }),
  })
}

/** No error of the API, but another server, or none of its paths: the same on every try. */
export function wrongAddress(status: number): GatewayError {
  const what =
    status < 400 ? 'answered with a redirect, which is not followed' : 'does not know the address of this request'
  return new GatewayError({ kind: 'wrong-address', message: `The server at the base URL ${what} (HTTP ${status}).` })
}

function noteOf(text: string, status: number): string {
  return text.replace('{status}', String(status))
}
