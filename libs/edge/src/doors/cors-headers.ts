import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { codecs, protocols } from '@sluice/protocol'
import { requestIdHeaders } from '../answers/request-id.ts'

/** Chrome keeps a preflight no longer than this. */
const MAX_AGE_S = 7_200

const REQUESTED_NAMES_MAX = 64
const NAME_CHARS_MAX = 64

const methods = 'GET, HEAD, POST, DELETE, OPTIONS'

/**
 * Apps send headers of their own (`x-title`, `dangerously-allow-browser`), and one that we do not read does no harm. Left
 * out are the words of our services among themselves, and cookies, which are no keys here.
 */
const allowedHeader = /^(?!x-sluice-internal-|cookie$)[\w!#$%&'*+.^`|~-]+$/

const ownHeaders = ['x-sluice-dropped', 'x-sluice-estimated', 'x-sluice-model-version']

/** What pages may read of an answer beside its body. */
const exposed = [
  ...new Set([
    ...requestIdHeaders,
    ...protocols.flatMap((protocol) => codecs[protocol].addresses.answerHeaders),
    ...ownHeaders,
  ]),
].join(', ')

/** Lets pages of this origin (or `*`) read an answer. Never with credentials: keys are not cookies. */
export function corsHeaders(origin: string): OutgoingHttpHeaders {
  return { 'access-control-allow-origin': origin, 'access-control-expose-headers': exposed }
}

/** What a preflight of an allowed origin is told. */
export function preflightHeaders(request: IncomingMessage, fromLoopback: boolean): OutgoingHttpHeaders {
  const privateNetwork = fromLoopback && request.headers['access-control-request-private-network'] === 'true'
  return {
    'access-control-allow-methods': methods,
    'access-control-allow-headers': allowedOf(request.headers['access-control-request-headers'] ?? ''),
    'access-control-max-age': String(MAX_AGE_S),
    ...(privateNetwork && { 'access-control-allow-private-network': 'true' }),
  }
}

function allowedOf(requested: string): string {
  const names = requested.split(',', REQUESTED_NAMES_MAX).map((name) => name.trim().toLowerCase())
  return names.filter((name) => name.length <= NAME_CHARS_MAX && allowedHeader.test(name)).join(', ')
}
