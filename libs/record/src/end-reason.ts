import type { ErrorKind, GatewayError } from '@sluice/protocol'
import type { EndReason } from '@sluice/telemetry'

/** Which end a failed request came to. */
const reasons: Readonly<Record<ErrorKind, EndReason>> = {
  'bad-request': 'bad_request',
  'context-length': 'bad_request',
  unauthorized: 'unauthorized',
  forbidden: 'unauthorized',
  'not-found': 'not_found',
  'method-not-allowed': 'not_found',
  'too-large': 'bad_request',
  'unsupported-media-type': 'bad_request',
  'rate-limited': 'limited',
  'quota-exhausted': 'limited',
  'client-gone': 'client_gone',
  internal: 'internal_error',
  'upstream-error': 'upstream_error',
  'upstream-auth': 'upstream_error',
  'wrong-address': 'upstream_error',
  loop: 'upstream_error',
  unreachable: 'upstream_error',
  'bad-upstream-response': 'upstream_error',
  'empty-response': 'upstream_error',
  'generation-failed': 'upstream_error',
  truncated: 'truncated',
  overloaded: 'upstream_error',
  'not-configured': 'upstream_error',
  busy: 'overloaded',
  'shutting-down': 'shutdown',
  timeout: 'upstream_timeout',
}

export function endReasonOf(error: GatewayError): EndReason {
  return reasons[error.kind]
}
