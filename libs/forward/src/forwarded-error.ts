import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib'
import { codecs, type ErrorKind, GatewayError, type Protocol } from '@sluice/protocol'
import { BodyPipe, type HopBody, readStart, wholeBody } from '@sluice/upstream'

/** An error page is read this far and no further. */
const ERROR_BODY_BYTES_MAX = 256 * 1024

const decompressors = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
} as const

/**
 * What an error of the upstream means, in the words that its client may hear: never a page, and nothing about the server's
 * own key.
 */
export async function forwardedErrorOf(answer: IncomingMessage, protocol: Protocol): Promise<GatewayError> {
  const { statusCode: status = 0, headers } = answer
  const { text } = await readStart(bodyOf(answer), ERROR_BODY_BYTES_MAX)
  answer.destroy()
  const error = codecs[protocol].backend.decodeError({
    status,
    contentType: headers['content-type'] ?? '',
    header: (name) => String(headers[name] ?? '') || undefined,
    body: text,
    nowMs: Date.now(),
  })
  return error.kind === 'wrong-address' && status >= 400 ? notServed(status) : error
}

/** Upstreams have some of these addresses and lack others: nothing is wrong with the base URL. */
function notServed(status: number): GatewayError {
  const message = `The upstream does not serve this address (HTTP ${status}).`
  return new GatewayError({ kind: 'not-found', code: 'unknown_url', message })
}

/** The client chose the encoding, so an error may be compressed. One that cannot be read counts as empty. */
function bodyOf(answer: IncomingMessage): HopBody {
  const encoding = answer.headers['content-encoding'] ?? 'identity'
  if (isKnown(encoding)) return readableBody(answer.pipe(decompressors[encoding]()), answer)
  return encoding === 'identity' ? readableBody(answer, answer) : wholeBody(new Uint8Array(0))
}

/** A body that breaks off, or is not what it says, ends there: it says less, but its status has said the most. */
function readableBody(readable: Readable, answer: IncomingMessage): HopBody {
  const body = new BodyPipe({ pause: () => readable.pause(), resume: () => readable.resume() })
  let over = false
  const end = () => {
    if (!over) body.end()
    over = true
  }
  readable.on('data', (chunk: Buffer) => {
    if (!over) body.chunk(chunk)
  })
  readable.once('end', end).once('error', end)
  answer.once('close', () => {
    if (!answer.complete) end()
  })
  return body
}

function isKnown(encoding: string): encoding is keyof typeof decompressors {
  return Object.hasOwn(decompressors, encoding)
}

/** An answer that Node's parser let in and Node refuses to send. */
export function unsendable(answer: IncomingMessage): GatewayError {
  answer.destroy()
  const message = 'The upstream answered with a status line that is not valid HTTP.'
  return new GatewayError({ kind: 'bad-upstream-response', message })
}

/** What an upstream says, or its silence says, where it does not have what was asked for. */
const notThere: readonly ErrorKind[] = ['not-found', 'wrong-address', 'unreachable']

/**
 * The same error with the way that the request took, where that may be the reason: a body that is handed on is not read,
 * so a model of Gemini's in it goes to the upstream as every other.
 */
export function withItsWay(thrown: unknown, setting: string): unknown {
  if (!(thrown instanceof GatewayError && notThere.includes(thrown.kind))) return thrown
  const message = `${thrown.message} What is sent to this address goes to ${setting}, whatever model it names.`
  return new GatewayError({ ...thrown, message, cause: thrown.cause })
}
