import type { IncomingMessage, ServerResponse } from 'node:http'
import { raw } from 'express'
import { errorFromExpress } from './express-error.ts'

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
      parse(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(errorFromExpress(error))))
    })
    return 'body' in request && request.body instanceof Uint8Array ? request.body : EMPTY
  }
}
