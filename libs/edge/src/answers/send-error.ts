import { type OutgoingHttpHeaders, type ServerResponse, STATUS_CODES } from 'node:http'
import { codecs, type ErrorContext, type GatewayError, type Protocol } from '@sluice/protocol'
import { quirksOf } from './quirks-of.ts'
import { requestIdHeaders } from './request-id.ts'
import { connectionAfter, endAfterBody } from './unread-body.ts'

const REASON_CHARS_MAX = 100

/** An error as the bytes of an HTTP answer. */
interface ErrorAnswer {
  readonly status: number
  readonly reason: string
  readonly headers: OutgoingHttpHeaders
  readonly body: Buffer
}

/**
 * Answers a request that failed before its first byte, in its client's dialect. Does nothing once headers are sent.
 * Never throws: it runs where nobody is left to catch.
 */
export function sendError(
  response: ServerResponse,
  dialect: Protocol,
  error: GatewayError,
  context: ErrorContext,
  extraHeaders: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.destroyed) return
  try {
    const told = { quirks: quirksOf(response.req), ...context }
    const { status, reason, headers, body } = errorAnswer(dialect, error, told)
    response.writeHead(status, reason, { ...headers, ...connectionAfter(response), ...extraHeaders })
    endAfterBody(response, body)
  } catch {
    response.destroy()
  }
}

/** An error in a dialect, ready to be written. */
export function errorAnswer(dialect: Protocol, error: GatewayError, context: ErrorContext): ErrorAnswer {
  const { client } = codecs[dialect]
  const { status, headers, body } = client.encodeError(error, context)
  const bytes = Buffer.from(JSON.stringify(body))
  return {
    status,
    reason: reasonPhrase(status, error.message),
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-length': bytes.length,
      'cache-control': 'no-store',
      ...Object.fromEntries(requestIdHeaders.map((name) => [name, context.requestId])),
      ...headers,
      ...(error.limit && client.limitHeaders(error.limit)),
    },
    body: bytes,
  }
}

/** What stands for the signs that our own sentences have beside ASCII. */
const asciiWords: Readonly<Record<string, string>> = {
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '…': '...',
  '–': '-',
  '—': '-',
}

/** SillyTavern shows its user nothing of a failed answer but the reason phrase, so that is where the message goes. */
function reasonPhrase(status: number, message: string): string {
  const ascii = message
    .slice(0, REASON_CHARS_MAX)
    .replace(/[^\x20-\x7e]/g, (char) => asciiWords[char] ?? ' ')
    .replace(/ +/g, ' ')
    .trim()
  return ascii.slice(0, REASON_CHARS_MAX).trimEnd() || (STATUS_CODES[status] ?? 'Error')
}
