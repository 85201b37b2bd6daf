import { type ErrorKind, GatewayError } from '@sluice/protocol'

/** Kinds whose statuses promise a Retry-After: SDKs that are told nothing come back within a second. */
const passing: readonly ErrorKind[] = ['rate-limited', 'overloaded']

/** Longest wait that is named without the vendor's word for it. */
const WAIT_MS_MAX = 30_000

/** The error as a client is told it: one that passes says when to come back, in our own estimate where nobody said. */
export function lastWord(error: GatewayError, estimateMs: number): GatewayError {
  if (error.retryAfterMs !== undefined || !passing.includes(error.kind)) return error
  const { message, cause } = error
  return new GatewayError({ ...error, message, cause, retryAfterMs: Math.min(estimateMs, WAIT_MS_MAX) })
}
