import { GatewayError } from '../../canonical/error.ts'
import type { ErrorResponse } from '../../codec.ts'
import { refusedCredential } from '../../errors/credential.ts'
import { errorInBody, errorMember } from '../../errors/locate.ts'
import { vendorError } from '../../errors/vendor-error.ts'
import { errorWithoutWords } from '../../errors/without-words.ts'
import { isJsonObject, type JsonObject } from '../../json/json.ts'
import { parseJson } from '../../json/parse.ts'
import { retryAfterFromHeaders } from '../../retry-after.ts'

const protocol = 'gemini'

/** Reads the body of an HTTP answer that is an error: a google.rpc.Status, alone or in a list of one. */
export function decodeError({ status, body, header, nowMs }: ErrorResponse): GatewayError {
  const envelope = parseJson(body)
  const error = status >= 400 ? errorInBody(envelope, status) : undefined
  const headerWaitMs = retryAfterFromHeaders(header, nowMs)
  return error
    ? vendorError({ protocol, error, envelope, status, headerWaitMs, nowMs })
    : errorWithoutWords(status, headerWaitMs)
}

/** The error that a payload in a stream or of a whole answer reports; undefined when it reports none. */
export function reportedError(payload: JsonObject): GatewayError | undefined {
  const error = errorMember(payload)
  if (error) return vendorError({ protocol, error, envelope: payload })
  return isRefusedAccount(payload) ? refusedCredential('suspended', accountRefused) : undefined
}

/** A finish reason that says nothing about the answer: Google has limited the account for breaking its rules. */
const accountRefused = 'PUP_LIMITED_DISABLED'

function isRefusedAccount({ candidates }: JsonObject): boolean {
  if (!Array.isArray(candidates)) return false
  return candidates.some((candidate) => isJsonObject(candidate) && candidate.finishReason === accountRefused)
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
