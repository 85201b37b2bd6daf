import type { JsonObject } from '../json/json.ts'
import type { Protocol } from '../protocol.ts'

/**
 * What went wrong, whose fault it is and what may help. `retryable`: the same request at the same place, after a while;
 * `elsewhere`: the same request with another key or at another upstream, at once. One line per kind; nothing else
 * decides these.
 */
const kinds = {
  'bad-request': { status: 400, retryable: false, elsewhere: false },
  'context-length': { status: 400, retryable: false, elsewhere: false },
  unauthorized: { status: 401, retryable: false, elsewhere: false },
  forbidden: { status: 403, retryable: false, elsewhere: false },
  'not-found': { status: 404, retryable: false, elsewhere: false },
  'method-not-allowed': { status: 405, retryable: false, elsewhere: false },
  'too-large': { status: 413, retryable: false, elsewhere: false },
  'unsupported-media-type': { status: 415, retryable: false, elsewhere: false },
  /** A limit that passes within minutes: ours or the vendor's. */
  'rate-limited': { status: 429, retryable: true, elsewhere: true },
  /** A quota that waiting does not bring back soon (per day, or none at all). */
  'quota-exhausted': { status: 429, retryable: false, elsewhere: true },
  /** The client left; nobody reads this one. */
  'client-gone': { status: 499, retryable: false, elsewhere: false },
  internal: { status: 500, retryable: false, elsewhere: false },
  /** The vendor failed and said so (5xx, or an error object in a 200). */
  'upstream-error': { status: 500, retryable: true, elsewhere: true },
  /** The vendor refuses the server's own credential: not the client's fault, so never a 401. */
  'upstream-auth': { status: 502, retryable: false, elsewhere: true },
  /** The call came back to the Sluice that sent it. */
  loop: { status: 508, retryable: false, elsewhere: true },
  /** No connection: refused, reset before an answer, no such host, TLS. */
  unreachable: { status: 502, retryable: true, elsewhere: true },
  /** Nothing of the vendor's API is at the configured address: a redirect, a 404 in HTML, a method that is not allowed. */
  'wrong-address': { status: 502, retryable: false, elsewhere: true },
  /** An answer that is not of the protocol: HTML, broken JSON. */
  'bad-upstream-response': { status: 502, retryable: true, elsewhere: true },
  /** The answer ended before anything of it was there. */
  'empty-response': { status: 502, retryable: true, elsewhere: true },
  /** The model failed to produce output (malformed call and the like) and nothing visible was said. */
  'generation-failed': { status: 502, retryable: true, elsewhere: true },
  /** The answer ended without a finish. */
  truncated: { status: 502, retryable: true, elsewhere: true },
  /** The vendor is overloaded for the moment. */
  overloaded: { status: 503, retryable: true, elsewhere: true },
  /** A setting is missing that this request needs. */
  'not-configured': { status: 503, retryable: false, elsewhere: true },
  /** This server has no room for more. */
  busy: { status: 503, retryable: false, elsewhere: false },
  'shutting-down': { status: 503, retryable: false, elsewhere: false },
  timeout: { status: 504, retryable: false, elsewhere: false },
} as const satisfies Record<string, { status: number; retryable: boolean; elsewhere: boolean }>

export type ErrorKind = keyof typeof kinds

/** Which quota a 429 is about; a missing member means that nobody said. */
export interface QuotaHint {
  readonly window?: 'minute' | 'day'
  readonly unit?: 'requests' | 'tokens'
}

/** The vendor's own words, without secrets: a client of the same protocol gets them as they were. */
export interface VendorError {
  readonly protocol: Protocol
  /** The whole error body: `{"error":{…}}`. */
  readonly body: JsonObject
}

/** How a request stands to the limit that it came nearest to. */
export interface RequestLimit {
  readonly limit: number
  readonly remaining: number
  /** Until `remaining` is `limit` again, in milliseconds. */
  readonly resetMs: number
}

export interface GatewayErrorOptions {
  readonly kind: ErrorKind
  /** For people: names the field and the fix. Never holds a secret or an internal address. */
  readonly message: string
  /** The HTTP status, when the vendor's own says more than the kind's. */
  readonly status?: number | undefined
  /** Path of the request field at fault, in the client's own names: `messages[0].role`. */
  readonly param?: string | undefined
  /** A machine-readable word, when the kind's own is too coarse: `malformed_function_call`. */
  readonly code?: string | undefined
  /** How long the limiter or vendor asks to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined
  readonly quota?: QuotaHint | undefined
  /** The limit of ours that refused the request. */
  readonly limit?: RequestLimit | undefined
  readonly retryable?: boolean | undefined
  readonly elsewhere?: boolean | undefined
  readonly vendor?: VendorError | undefined
  readonly cause?: unknown
}

/** The one error of the house: a value with a kind, a status and "may this be tried again, and where?". */
export class GatewayError extends Error {
  readonly kind: ErrorKind
  readonly status: number
  readonly retryable: boolean
  readonly elsewhere: boolean
  readonly param: string | undefined
  readonly code: string | undefined
  readonly retryAfterMs: number | undefined
  readonly quota: QuotaHint | undefined
  readonly limit: RequestLimit | undefined
  readonly vendor: VendorError | undefined

  constructor(options: GatewayErrorOptions) {
    super(options.message, { cause: options.cause })
    this.name = 'GatewayError'
    this.kind = options.kind
    this.status = options.status ?? kinds[options.kind].status
    this.retryable = options.retryable ?? kinds[options.kind].retryable
    this.elsewhere = options.elsewhere ?? kinds[options.kind].elsewhere
    this.param = options.param
    this.code = options.code
    this.retryAfterMs = options.retryAfterMs
    this.quota = options.quota
    this.limit = options.limit
    this.vendor = options.vendor
  }
}

export const errorKinds = Object.keys(kinds) as readonly ErrorKind[]

/** A 400 that names the field at fault in the client's own words. */
export function badRequest(param: string | undefined, message: string, code?: string): GatewayError {
  return new GatewayError({ kind: 'bad-request', message, param, code })
}
