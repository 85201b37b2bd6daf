import { GatewayError } from '@sluice/protocol'

/** What the common failures to get an answer mean, by error code. `{setting}` names where the address comes from. */
const texts: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The server at {setting} refused the connection. Is it running, and is the address right?',
  ENOTFOUND: 'The host name in {setting} does not exist.',
  EAI_AGAIN: 'The host name in {setting} could not be looked up.',
  UND_ERR_CONNECT_TIMEOUT: 'The server at {setting} did not accept the connection in time.',
  ETIMEDOUT: 'The server at {setting} did not accept the connection in time.',
  ECONNRESET: 'The server at {setting} closed the connection before it answered.',
  UND_ERR_SOCKET: 'The server at {setting} closed the connection before it answered.',
  UND_ERR_HEADERS_OVERFLOW: 'The server at {setting} sent more headers than are taken.',
}

/** A call that got no answer. Never tells a host, an address or a certificate: those are for the log (`cause`). */
export function transportError(error: unknown, setting: string, advice = ''): GatewayError {
  if (error instanceof GatewayError) return error
  const code = errorCode(error)
  const text = texts[code] ?? tlsText(code)
  const message = (text ?? 'The server at {setting} could not be reached.').replace('{setting}', setting) + advice
  // A broken answer or certificate is the same on the next try.
  const retryable = !isTlsCode(code) && !code.startsWith('HPE_') && code !== 'UND_ERR_HEADERS_OVERFLOW'
  return new GatewayError({ kind: 'unreachable', message, retryable, cause: error })
}

/** A body that broke off in the middle. */
export function brokenBodyError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error
  return new GatewayError({
    kind: 'truncated',
    message: 'The upstream closed the connection before the answer was complete.',
    cause: error,
  })
}

/** Node and undici name failures by `code`; a connect failure to several addresses has them inside. */
function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  if ('errors' in error && Array.isArray(error.errors)) return errorCode(error.errors[0])
  return 'cause' in error ? errorCode(error.cause) : ''
}

function tlsText(code: string): string | undefined {
  if (/^ERR_SSL|EPROTO/.test(code)) return 'The server at {setting} does not speak TLS 1.2 or newer. Is https:// right?'
  return isTlsCode(code) ? 'The TLS certificate of {setting} was refused.' : undefined
}

function isTlsCode(code: string): boolean {
  return /CERT|TLS|SSL|SELF_SIGNED|ALTNAME|EPROTO/.test(code)
}
