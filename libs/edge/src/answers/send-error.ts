import { type OutgoingHttpHeaders, type ServerResponse, STATUS_CODES } from 'node:http'
import { codecs, type ErrorContext, type GatewayError, type Protocol } from '@sluice/protocol'
import { requestIdHeaders } from './request-id.ts'

const REASON_CHARS_MAX = 100

/** How long a client may go on with a body that is not wanted, so that it comes to read why. */
const LINGER_MS = 2_000

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
    const { status, reason, headers, body } = errorAnswer(dialect, error, context)
    response.writeHead(status, reason, { ...headers, ...extraHeaders })
    if (error.kind === 'too-large') endAfterBody(response, body)
    else response.end(body)
  } catch {
    response.destroy()
  }
}

/** To close a connection on bytes that were not read resets it, and the answer is lost with it. */
function endAfterBody(response: ServerResponse, body: Buffer): void {
  const { req: request } = response
  response.write(body)
  const end = () => {
    clearTimeout(timer)
    response.end()
  }
  const timer = setTimeout(end, LINGER_MS)
  if (request.readableEnded || request.destroyed) end()
  else request.once('close', end).once('end', end).resume()
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
      // What is left of the body will not be read, so the connection cannot carry another request.
      ...(error.kind === 'too-large' && { connection: 'close' }),
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
