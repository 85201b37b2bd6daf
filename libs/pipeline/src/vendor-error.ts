import { codecs, type GatewayError, type Protocol } from '@sluice/protocol'
import { type HopAnswer, headerOf, readStart } from '@sluice/upstream'
import { decodeHopError, HOP_ERROR_HEADER } from './hop-wire.ts'

/** An error page is read this far and no further. */
const ERROR_BODY_BYTES_MAX = 256 * 1024

/** Whether there is an answer to read, in place of an error. */
export function isSuccess({ status }: HopAnswer): boolean {
  return status >= 200 && status < 300
}

/**
 * What an answer that is no success means. Reads the body's start; the caller aborts the rest.
 * @param nowMs Unix milliseconds.
 */
export async function vendorErrorOf(answer: HopAnswer, protocol: Protocol, nowMs: number): Promise<GatewayError> {
  // A redirect's body says nothing, and may never end.
  const text = answer.status < 400 ? '' : (await readStart(answer.body, ERROR_BODY_BYTES_MAX)).text
  const told = headerOf(answer, HOP_ERROR_HEADER)
  const exact = told === undefined ? undefined : decodeHopError(told, parsedOrUndefined(text), protocol)
  if (exact) return exact
  return codecs[protocol].backend.decodeError({
    status: answer.status,
    contentType: headerOf(answer, 'content-type') ?? '',
    header: (name) => headerOf(answer, name),
    body: text,
    nowMs,
  })
}

function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
