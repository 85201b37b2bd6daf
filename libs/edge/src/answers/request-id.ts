import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

const acceptable = /^[A-Za-z0-9._-]{1,64}$/

/** The id that the client gave its request when it is fit for a log, else a new one. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && acceptable.test(given) ? given : createRequestId()
}

export function createRequestId(): string {
  return `req_${randomUUID().replaceAll('-', '')}`
}

/** OpenAI's SDKs read the first name, Anthropic's the second. */
export const requestIdHeaders = ['x-request-id', 'request-id'] as const
