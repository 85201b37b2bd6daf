import { type ErrorKind, GatewayError } from '../canonical/error.ts'
import type { Json, JsonObject } from '../json/json.ts'
import type { Protocol } from '../protocol.ts'
import { cleanEnvelope, cleanError, isPage } from './clean.ts'
import { codesOf, kindOfCodes } from './codes.ts'
import { credentialFault, refusedCredential } from './credential.ts'
import { innermost } from './locate.ts'
import { type QuotaReading, readQuota, waitHint } from './quota.ts'
import { kindOfStatus, statusOfError } from './statuses.ts'
import { withoutWait } from './without-wait.ts'
import { wrongAddress } from './without-words.ts'
import { kindOfWords } from './words.ts'

export interface VendorReport {
  /** The protocol that the vendor speaks. */
  readonly protocol: Protocol
  /** The error's own members, as they came. */
  readonly error: JsonObject
  /** What the vendor's body holds beside them. */
  readonly envelope?: Json | undefined
  /** HTTP status of the answer; missing for an error inside a 200 or a stream, which has its own words for it. */
  readonly status?: number | undefined
  /** The wait that the answer's headers named. */
  readonly headerWaitMs?: number | undefined
  /** Unix milliseconds. */
  readonly nowMs?: number | undefined
}

/** Words are looked at this far; vendors need a sentence or two. */
const SAID_CHARS_MAX = 2_000

/**
 * What a vendor's error object means, the same wherever it stands: in an HTTP error, in a 200, in a stream. What its code
 * says comes first, then what it says in words, then the status.
 */
export function vendorError(report: VendorReport): GatewayError {
  const outer = report.error
  const error = innermost(outer)
  const codes = [...codesOf(error), ...(error === outer ? [] : codesOf(outer))]
  const status = report.status ?? statusOfError(error, codes)
  const clean = cleanError(error)
  const message = messageOf(clean.message, status)
  const said = message.slice(0, SAID_CHARS_MAX)
  const fault = credentialFault(codes, status, said)
  if (fault) return refusedCredential(fault, message)
  const kind = kindOfCodes(codes) ?? kindOfWords(status, said) ?? kindOfStatus(status)
  if (kind === 'wrong-address') return wrongAddress(status)
  const limit = limitOf({ ...report, error }, kind, status, said)
  const told = limit.isWaitDenied ? withoutWait({ ...clean, message }) : { ...clean, message }
  return new GatewayError({
    kind: limit.kind,
    message: String(told.message),
    status: keptStatus(limit.kind, status),
    param: textOf(clean.param),
    code: textOf(clean.code),
    retryAfterMs: limit.retryAfterMs,
    quota: limit.quota,
    // The vendor's own timeout is worth another attempt; ours is not.
    ...(kind === 'timeout' && { retryable: true, elsewhere: true }),
    vendor: {
      protocol: report.protocol,
      body: { ...cleanEnvelope(report.envelope), error: told },
    },
  })
}

type Limit = Partial<Omit<QuotaReading, 'kind'>> & { readonly kind: ErrorKind }

function limitOf({ error, headerWaitMs, nowMs }: VendorReport, kind: ErrorKind, status: number, said: string): Limit {
  if (kind === 'rate-limited' || kind === 'quota-exhausted') {
    return readQuota({ error, kind, said, headerWaitMs, nowMs })
  }
  // Below 500 another attempt fails in the same way, whatever a header says.
  return {
    kind,
    retryAfterMs: status >= 500 || kind === 'overloaded' ? waitHint({ error, said, headerWaitMs, nowMs }) : undefined,
  }
}

function messageOf(message: Json | undefined, status: number): string {
  if (typeof message !== 'string' || message === '') return `The vendor failed with status ${status} and no message.`
  return isPage(message) ? `The vendor failed with status ${status} and a page instead of a message.` : message
}

/** These keep the vendor's own status: SDKs tell 409 from 422 and 500 from 502. */
function keptStatus(kind: ErrorKind, status: number): number | undefined {
  if (kind === 'bad-request') return status >= 400 && status < 500 ? status : undefined
  return kind === 'upstream-error' && status >= 500 ? status : undefined
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}
