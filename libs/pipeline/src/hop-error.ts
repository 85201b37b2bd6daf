import { errorKinds, GatewayError, isJsonObject, type Protocol } from '@sluice/protocol'

/** Carries an error from the translator to the gateway, exactly, beside the body in the client's own dialect. */
export const HOP_ERROR_HEADER = 'x-sluice-internal-error'

const MESSAGE_CHARS_MAX = 2_000

export function encodeHopError(error: GatewayError): string {
  const { kind, status, param, code, retryAfterMs, quota } = error
  const message = error.message.slice(0, MESSAGE_CHARS_MAX)
  return encodeURIComponent(JSON.stringify({ kind, status, param, code, retryAfterMs, quota, message }).toWellFormed())
}

/** The error that a hop told, or undefined when the header holds none. */
export function decodeHopError(header: string, body: string, protocol: Protocol): GatewayError | undefined {
  const told = parsed(decodeURIComponent(header))
  const kind = errorKinds.find((known) => isJsonObject(told) && known === told.kind)
  if (kind === undefined || !isJsonObject(told)) return undefined
  const vendorError = parsed(body)
  const inner = isJsonObject(vendorError) ? vendorError.error : undefined
  return new GatewayError({
    ...(told as object),
    kind,
    message: String(told.message),
    // The hop that talks to the vendor has tried again as often as it may.
    retryable: false,
    ...(isJsonObject(inner) ? { vendor: { protocol, error: inner } } : {}),
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
