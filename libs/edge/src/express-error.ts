import { badRequest, GatewayError } from '@sluice/protocol'

export function tooLarge(): GatewayError {
  return new GatewayError({ kind: 'too-large', message: 'The body is larger than SLUICE_BODY_BYTES_MAX allows.' })
}

/** What body-parser calls its failures. */
const bodyErrors: Readonly<Record<string, () => GatewayError>> = {
  'entity.too.large': tooLarge,
  'encoding.unsupported': () =>
    new GatewayError({
      kind: 'unsupported-media-type',
      message: 'Compressed bodies are not read; send the body uncompressed.',
    }),
  'request.aborted': () => new GatewayError({ kind: 'client-gone', message: 'The client closed the connection.' }),
  'request.size.invalid': () => badRequest(undefined, 'The body is not as long as its content-length says.'),
}

/** An error that came through express, as one of the house. What nobody foresaw keeps its text for the log alone. */
export function errorFromExpress(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error
  const type = typeof error === 'object' && error !== null && 'type' in error ? String(error.type) : ''
  const known = Object.hasOwn(bodyErrors, type) ? bodyErrors[type] : undefined
  return (
    known?.() ??
    new GatewayError({
      kind: 'internal',
      message: 'Sluice failed on this request; its log has the reason.',
      cause: error,
    })
  )
}
