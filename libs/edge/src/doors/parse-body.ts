import { isUtf8 } from 'node:buffer'
import { badRequest, type GatewayError, isJsonObject, type JsonObject, scanJson } from '@sluice/protocol'

/**
 * Parses a request body that must be a JSON object in UTF-8 (a byte order mark is let through).
 * @throws GatewayError bad-request; it tells a position at most, never what the body says.
 */
export function parseBody(bytes: Uint8Array): JsonObject {
  if (bytes.length === 0) throw badRequest(undefined, 'The body is empty; it must be a JSON object.')
  const text = decodeUtf8(bytes)
  scanJson(bytes)
  const value = parseJson(text)
  if (!isJsonObject(value)) throw badRequest(undefined, 'The body must be a JSON object.')
  return value
}

const BYTE_ORDER_MARK = '\ufeff'

function decodeUtf8(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) throw badRequest(undefined, 'The body is not UTF-8.')
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw invalidJson(error)
  }
}

/** The engine's text quotes the body, so only the position is taken from it (it is not always there). */
function invalidJson(error: unknown): GatewayError {
  const position = error instanceof Error ? / at position (\d+)/.exec(error.message)?.[1] : undefined
  const where = position === undefined ? '' : ` at position ${position}`
  return badRequest(
    undefined,
    `The body is not valid JSON${where}: look for a quote, comma or bracket that is missing or too many.`,
  )
}
