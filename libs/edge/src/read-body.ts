import type { IncomingMessage, ServerResponse } from 'node:http'
import { raw } from 'express'
import { errorFromExpress, tooLarge } from './express-error.ts'

export type ReadBody = (request: IncomingMessage, response: ServerResponse) => Promise<Uint8Array>

const EMPTY = new Uint8Array(0)

/**
 * Reads bodies of up to `bodyBytesMax` bytes, whatever type they claim (plain `curl -d` says it sends a form).
 * Compressed ones are refused: their size is not known until too late.
 * @throws GatewayError too-large, unsupported-media-type, client-gone, bad-request.
 */
export function createBodyReader(bodyBytesMax: number): ReadBody {
  const parse = raw({ type: () => true, limit: bodyBytesMax, inflate: false })
  return async (request, response) => {
    await new Promise<void>((resolve, reject) => {
      watchSize(request, bodyBytesMax, () => reject(tooLarge()))
      parse(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(errorFromExpress(error))))
    })
    return 'body' in request && request.body instanceof Uint8Array ? request.body : EMPTY
  }
}

/** Tells as soon as a body is known to be too large: body-parser would take in all of it before it says so. */
function watchSize(request: IncomingMessage, bytesMax: number, onTooLarge: () => void): void {
  const length = request.headers['content-length']
  if (Number(length) > bytesMax) onTooLarge()
  // A body with a length ends there.
  if (length !== undefined) return
  let bytes = 0
  request.on('data', (piece: Buffer) => {
    bytes += piece.length
    if (bytes > bytesMax) onTooLarge()
  })
}
