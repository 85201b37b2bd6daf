import type { ErrorKind, GatewayError } from '../../canonical/error.ts'
import type { EncodedError, ErrorContext } from '../../codec.ts'
import { retryHeaders } from '../../errors/retry-headers.ts'
import { isJsonObject, type JsonObject } from '../../json/json.ts'
import { wellFormed } from '../../well-formed.ts'

interface Words {
  readonly type: string
  readonly code: string | null
  /** Where the error's own status must not show. */
  readonly status?: number
}

/** SDKs and agents read it; some clients show words of their own instead of ours. */
const quotaType = 'insufficient_quota'
/** Nobody knows it, so the message is shown. */
const plainQuotaType = 'quota_exceeded'

const refused = 'invalid_request_error'
const failed = 'server_error'

/** OpenAI's words. Its SDKs decide on a retry by status; agents read the code. */
const words: Readonly<Record<ErrorKind, Words>> = {
  'bad-request': { type: refused, code: null },
  'context-length': { type: refused, code: 'context_length_exceeded' },
  unauthorized: { type: refused, code: 'invalid_api_key' },
  forbidden: { type: refused, code: 'permission_denied' },
  'not-found': { type: refused, code: 'model_not_found' },
  'method-not-allowed': { type: refused, code: 'method_not_allowed' },
  'too-large': { type: refused, code: 'request_too_large' },
  'unsupported-media-type': { type: refused, code: 'unsupported_media_type' },
  'rate-limited': { type: 'requests', code: 'rate_limit_exceeded' },
  'quota-exhausted': { type: quotaType, code: 'insufficient_quota' },
  'client-gone': { type: failed, code: 'client_gone' },
  internal: { type: failed, code: null },
  'upstream-error': { type: failed, code: null },
  'upstream-auth': { type: 'upstream_error', code: 'upstream_auth', status: 502 },
  loop: { type: 'upstream_error', code: 'loop_detected' },
  'wrong-address': { type: 'upstream_error', code: 'wrong_upstream_address' },
  unreachable: { type: failed, code: 'upstream_unreachable' },
  'bad-upstream-response': { type: failed, code: 'bad_upstream_response' },
  'empty-response': { type: failed, code: 'empty_response' },
  'generation-failed': { type: failed, code: 'generation_failed' },
  truncated: { type: failed, code: 'truncated' },
  overloaded: { type: failed, code: 'overloaded', status: 503 },
  'not-configured': { type: failed, code: 'not_configured' },
  busy: { type: failed, code: 'busy' },
  'shutting-down': { type: failed, code: 'shutting_down' },
  timeout: { type: failed, code: 'timeout' },
}

/** The whole error answer: OpenAI's envelope, or the vendor's own error where the vendor speaks this protocol too. */
export function encodeError(error: GatewayError, { quirks }: Partial<ErrorContext> = {}): EncodedError {
  const status = words[error.kind].status ?? error.status
  const told = envelope(error)
  const isHidden = quirks?.ownQuotaWords === true && told.type === quotaType
  const shown = isHidden ? { ...told, type: plainQuotaType } : told
  return { status, headers: retryHeaders(error, status), body: { error: wellFormed(shown) } }
}

/** An SSE message that both SDKs raise; no `[DONE]` may follow. */
export function encodeLateError(error: GatewayError): string {
  return `data: ${JSON.stringify(encodeError(error).body)}\n\n`
}

function envelope(error: GatewayError): JsonObject {
  const { type, code } = words[error.kind]
  const ours: JsonObject = {
    message: error.message,
    type: error.quota?.unit === 'tokens' && error.kind === 'rate-limited' ? 'tokens' : type,
    param: error.param ?? null,
    code: error.kind === 'upstream-auth' ? code : (error.code ?? code),
  }
  const theirs = error.vendor?.protocol === 'openai-chat' ? error.vendor.body.error : undefined
  return isJsonObject(theirs) && error.kind !== 'upstream-auth' ? { ...ours, ...theirs, message: error.message } : ours
}
