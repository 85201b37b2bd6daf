import type { ErrorKind, GatewayError } from '../canonical/error.ts'

/** Whether a client may send the same request again by itself. SDKs ask the status only, so each `false` must be said. */
const repeatable: Readonly<Record<ErrorKind, boolean>> = {
  'bad-request': false,
  'context-length': false,
  unauthorized: false,
  forbidden: false,
  'not-found': false,
  'method-not-allowed': false,
  'too-large': false,
  'unsupported-media-type': false,
  'rate-limited': true,
  'quota-exhausted': false,
  'client-gone': false,
  internal: true,
  'upstream-error': true,
  'upstream-auth': false,
  'wrong-address': false,
  loop: false,
  unreachable: true,
  'bad-upstream-response': true,
  'empty-response': true,
  'generation-failed': true,
  truncated: true,
  overloaded: true,
  'not-configured': false,
  busy: true,
  'shutting-down': true,
  timeout: true,
}

/** OpenAI's and Anthropic's SDKs sleep for as long as they are told, up to this wait or without any bound. */
const PATIENCE_MS = 60_000

/**
 * What an error answer tells SDKs about another try: the wait, in seconds and exactly, and `x-should-retry: false` under a
 * status that they would repeat, and where the model itself decided not to answer. Obeyed by OpenAI's SDKs, Anthropic's
 * and Google's Interactions client.
 */
export function retryHeaders({ kind, retryAfterMs }: GatewayError, status: number): Readonly<Record<string, string>> {
  // The status says it, not `retryable`: what comes from a hop is never tried again here.
  const isDecided = kind === 'generation-failed' && status < 500
  const isHopeless = !repeatable[kind] || (retryAfterMs ?? 0) > PATIENCE_MS
  return {
    ...(retryAfterMs !== undefined && {
      'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1000))),
      'retry-after-ms': String(Math.ceil(retryAfterMs)),
    }),
    ...((isDecided || (isHopeless && isRepeatedBySdks(status))) && { 'x-should-retry': 'false' }),
  }
}

function isRepeatedBySdks(status: number): boolean {
  return status === 408 || status === 409 || status === 429 || status >= 500
}
