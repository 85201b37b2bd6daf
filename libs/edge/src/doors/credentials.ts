import type { IncomingMessage } from 'node:http'
import { badRequest } from '@sluice/protocol'

/** Carries the token that makes one Sluice service believe another. */
export const INTERNAL_TOKEN_HEADER = 'x-sluice-internal-token'

/** What services on one machine say where no key and no token is configured. No secret; see createInternalCheck. */
export const LOOPBACK_TOKEN = 'loopback'

const keyHeaders = ['authorization', 'x-api-key', 'x-goog-api-key', 'api-key', INTERNAL_TOKEN_HEADER]

/**
 * Every client key a request was sent with, from all the places where SDKs put one.
 * @throws GatewayError bad-request when a key is sent twice in one place: Node keeps the first, a proxy perhaps the last.
 */
export function clientKeys(request: IncomingMessage, url: string): readonly string[] {
  refuseRepeated(request.rawHeaders)
  const { headers } = request
  const inQuery = queryKeys(url)
  if (inQuery.length > 1) throw badRequest('key', 'The query parameter key is there more than once.')
  const places = [
    bearerToken(headers.authorization),
    headers['x-api-key'],
    headers['x-goog-api-key'],
    headers['api-key'],
    ...inQuery,
  ]
  return places.filter((key): key is string => typeof key === 'string' && key !== '')
}

function refuseRepeated(rawHeaders: readonly string[]): void {
  const seen: string[] = []
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!.toLowerCase()
    if (!keyHeaders.includes(name)) continue
    if (seen.includes(name)) throw badRequest(name, `The header ${name} is there more than once.`)
    seen.push(name)
  }
}

/** One space and one token, as the RFC has it and every SDK sends it; whatever else is there is no key. */
function bearerToken(authorization: string | undefined): string | undefined {
  return /^bearer ([^\s]+)$/i.exec(authorization ?? '')?.[1]
}

function queryKeys(url: string): readonly string[] {
  const question = url.indexOf('?')
  return question === -1 ? [] : new URLSearchParams(url.slice(question + 1)).getAll('key')
}
