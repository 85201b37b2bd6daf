import type { IncomingMessage } from 'node:http'
import { GatewayError } from '@sluice/protocol'
import { clientGone } from '../answers/failures.ts'

export type ReadBody = (request: IncomingMessage) => Promise<Uint8Array>

/**
 * Reads bodies of up to `bodyBytesMax` bytes, whatever type they claim (plain `curl -d` says it sends a form).
 * Compressed ones are refused: their size is not known until too late. Done here because a parser of express costs more
 * than all of the edge's other work on a request.
 * @throws GatewayError too-large, unsupported-media-type, client-gone.
 */
export function createBodyReader(bodyBytesMax: number): ReadBody {
  return async (request) => {
    const encoding = request.headers['content-encoding'] ?? 'identity'
    if (encoding.toLowerCase() !== 'identity') throw compressed()
    if (Number(request.headers['content-length'] ?? 0) > bodyBytesMax) throw tooLarge()
    return collect(request, bodyBytesMax)
  }
}

function collect(request: IncomingMessage, bytesMax: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const listeners = {
      data(chunk: Buffer) {
        chunks.push(chunk)
        bytes += chunk.length
        if (bytes > bytesMax) refuse(tooLarge())
      },
      end() {
        stop()
        resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, bytes))
      },
      error: () => refuse(clientGone()),
      close: () => refuse(clientGone()),
    }
    // Listeners that stay would keep the body for as long as its answer runs.
    const stop = () => {
      for (const [event, listener] of Object.entries(listeners)) request.off(event, listener)
    }
    const refuse = (error: GatewayError) => {
      stop()
      // An error without a listener would end the process.
      request.on('error', () => {})
      request.pause()
      reject(error)
    }
    for (const [event, listener] of Object.entries(listeners)) request.on(event, listener)
  })
}

function compressed(): GatewayError {
  const message = 'Compressed bodies are not read; send the body uncompressed.'
  return new GatewayError({ kind: 'unsupported-media-type', message })
}

function tooLarge(): GatewayError {
  const message = 'The body is larger than SLUICE_BODY_BYTES_MAX allows.'
  return new GatewayError({ kind: 'too-large', message })
}
