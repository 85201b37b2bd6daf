import type { IncomingMessage, ServerResponse } from 'node:http'
import { GatewayError } from '@sluice/protocol'
import { clientGone, tooLarge } from '../answers/failures.ts'
import { BodyBudget, type BodyHold } from './body-budget.ts'
import { askForBody } from './held-body.ts'

export type ReadBody = (request: IncomingMessage, response: ServerResponse) => Promise<Uint8Array>

interface BodyLimits {
  /** Of one body. */
  readonly bodyBytesMax: number
  /** Of all bodies that are held at once; undefined takes a share of the heap. */
  readonly bodiesBytesMax?: number | undefined
}

/**
 * Reads bodies of up to `bodyBytesMax` bytes, whatever type they claim (plain `curl -d` says it sends a form).
 * Compressed ones are refused: their size is not known until too late. Done here because a parser of express costs more
 * than all of the edge's other work on a request.
 * A body counts as held until its request is answered. A client that waits to be asked for it hears a refusal first.
 * @throws GatewayError too-large, unsupported-media-type, busy, client-gone.
 */
export function createBodyReader({ bodyBytesMax, bodiesBytesMax }: BodyLimits): ReadBody {
  const budget = new BodyBudget(bodiesBytesMax)
  return async (request, response) => {
    const encoding = request.headers['content-encoding'] ?? 'identity'
    if (encoding.toLowerCase() !== 'identity') throw compressed()
    const announcedBytes = Number(request.headers['content-length'] ?? 0)
    if (announcedBytes > bodyBytesMax) throw tooLarge()
    const hold = budget.open(announcedBytes)
    response.once('close', hold.release)
    askForBody(response)
    return collect(request, bodyBytesMax, hold)
  }
}

function collect(request: IncomingMessage, bytesMax: number, hold: BodyHold): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const listeners = {
      data(chunk: Buffer) {
        bytes += chunk.length
        if (bytes > bytesMax) return refuse(tooLarge())
        try {
          hold.add(chunk.length)
        } catch (error) {
          return refuse(error)
        }
        chunks.push(chunk)
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
    const refuse = (error: unknown) => {
      stop()
      chunks.length = 0
      hold.release()
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
