import type { IncomingMessage } from 'node:http'
import { requestIdOf } from './request-id.ts'
import type { RouteMatch } from './route.ts'
import { matchRoute } from './routes.ts'

/** What is known of a request when it comes in. */
export interface Entry {
  readonly requestId: string
  readonly match: RouteMatch
  /** `performance.now()` */
  readonly startedAt: number
}

/** Gives each request its one entry, made when it is first asked for. */
export function createEntries(): (request: IncomingMessage) => Entry {
  const entries = new WeakMap<IncomingMessage, Entry>()
  return (request) => {
    const entry = entries.get(request) ?? openEntry(request)
    entries.set(request, entry)
    return entry
  }
}

function openEntry(request: IncomingMessage): Entry {
  const match = matchRoute(request.method ?? '', request.url ?? '', (name) => {
    const value = request.headers[name]
    return Array.isArray(value) ? value[0] : value
  })
  return { requestId: requestIdOf(request), match, startedAt: performance.now() }
}
