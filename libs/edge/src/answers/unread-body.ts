import type { IncomingMessage, ServerResponse } from 'node:http'
import { isBodyHeld } from '../doors/held-body.ts'

/** A rest of a body of this size costs less to read than its connection to open anew. */
const REST_BYTES_MAX = 64 * 1024

/** How long a client may go on with a body that is not wanted, so that it comes to read why. */
const LINGER_MS = 2_000

/**
 * What an answer says of its connection while the request's body is still coming: whoever answers before that must read
 * the rest, or the next request on the connection would stand behind it and get no answer.
 */
export function connectionAfter({ req }: ServerResponse): { readonly connection?: 'close' } {
  return isOver(req) || lengthOf(req) <= REST_BYTES_MAX ? {} : { connection: 'close' }
}

/**
 * Ends a response when the request's body is over or was waited for long enough, and leaves it unread: to close a
 * connection on bytes that were not read resets it, and the answer is lost with it.
 */
export function endAfterBody(response: ServerResponse, last?: Buffer): void {
  const { req: request } = response
  if (isOver(request) || request.destroyed || isBodyHeld(response)) {
    response.end(last)
    request.resume()
    return
  }
  if (last) response.write(last)
  const end = () => {
    clearTimeout(timer)
    response.end()
  }
  const timer = setTimeout(end, LINGER_MS)
  request.once('close', end).once('end', end).resume()
}

function isOver(request: IncomingMessage): boolean {
  return request.complete || lengthOf(request) === 0
}

/** Of a body whose end only its last chunk tells: without bound. */
function lengthOf({ headers }: IncomingMessage): number {
  return headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : Number.POSITIVE_INFINITY
}
