import type { Socket } from 'node:net'
import { badRequest, defaultProtocol, GatewayError } from '@sluice/protocol'
import { createRequestId } from '../answers/request-id.ts'
import { errorAnswer } from '../answers/send-error.ts'

/** What Node's parser refuses with a status of its own; all else is a 400. */
const parserErrors: Readonly<Record<string, () => GatewayError>> = {
  HPE_HEADER_OVERFLOW: () =>
    new GatewayError({ kind: 'bad-request', status: 431, message: 'The request headers are larger than 16 KiB.' }),
  ERR_HTTP_REQUEST_TIMEOUT: () =>
    new GatewayError({ kind: 'bad-request', status: 408, message: 'The request did not arrive in time.' }),
}

/** Answers bytes that are no HTTP request; after a response has `begun` on their socket it can only be cut. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket, begun: boolean): void {
  if (error.code === 'ECONNRESET' || !socket.writable || begun) {
    socket.destroy()
    return
  }
  const known = parserErrors[error.code ?? '']
  answerRaw(socket, known?.() ?? badRequest(undefined, 'The request is not valid HTTP/1.1.'))
}

/** Writes an error on a socket without a request, and closes it. Nothing shows its protocol. */
function answerRaw(socket: Socket, error: GatewayError): void {
  const { status, reason, headers, body } = errorAnswer(defaultProtocol, error, { requestId: createRequestId() })
  const lines = Object.entries({ ...headers, connection: 'close' }).map(([name, value]) => `${name}: ${String(value)}`)
  socket.end(`HTTP/1.1 ${status} ${reason}\r\n${lines.join('\r\n')}\r\n\r\n${body.toString()}`, () => socket.destroy())
}
