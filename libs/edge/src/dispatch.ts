import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Protocol } from '@sluice/protocol'
import type { RequestRecord } from '@sluice/record'
import type { Entry } from './addresses/entry.ts'
import { notFound } from './addresses/missed-route.ts'
import type { RouteKind, RouteOf } from './addresses/route.ts'
import type { Operations } from './answers/operations.ts'
import { type RecordParts, withRecord } from './answers/with-record.ts'
import type { Authenticate, Caller } from './doors/authenticate.ts'
import { askForBody } from './doors/held-body.ts'
import type { HopMark } from './doors/hop-mark.ts'
import type { OriginPolicy } from './doors/origin.ts'
import type { ReadBody } from './doors/read-body.ts'

/** Routes whose answers are a service's own business. */
export type ServedKind = Exclude<RouteKind, 'health' | 'metrics' | 'root'>

/** A request that reached its route. Its caller and its body are not known before the handler asks. */
export interface EdgeCall<Kind extends ServedKind = ServedKind> {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly route: RouteOf<Kind>
  /** The protocol in which this client reads its errors. */
  readonly dialect: Protocol
  readonly requestId: string
  /** The `via` of every call that this request leads to. */
  readonly via: string
  /** Of this request; ended for the handler when its promise is settled. */
  readonly record: RequestRecord
  /** @throws GatewayError unauthorized, forbidden, bad-request. */
  authenticate(): Caller
  /** Reads the body, once. @throws GatewayError too-large, unsupported-media-type, bad-request, busy, client-gone. */
  readBody(): Promise<Uint8Array>
  /** For who hands the body on unread: lets a client that waits to be asked for it (`Expect: 100-continue`) send it. */
  askForBody(): void
}

/**
 * What a service does with each route; a route without a handler is a 404. The request is over when a handler returns or
 * its promise is settled; what it throws is answered in dialect.
 */
export type Handlers = { readonly [Kind in ServedKind]?: (call: EdgeCall<Kind>) => void | Promise<void> }

export interface DispatchOptions extends RecordParts {
  readonly operations: Operations
  readonly mayCall: OriginPolicy
  readonly authenticate: Authenticate
  readonly readBody: ReadBody
  readonly hopMark: HopMark
  readonly handlers: Handlers
}

/** A request with its answer. */
export interface Arrival {
  readonly entry: Entry
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/** Never rejects. */
export type Dispatch = (arrival: Arrival) => Promise<void>

/** The way of every request through the edge: what the server itself answers, which pages may call, the route's handler. */
export function createDispatch(options: DispatchOptions): Dispatch {
  const { operations, mayCall } = options
  return async (arrival) => {
    const { entry, request, response } = arrival
    const { match } = entry
    const route = 'route' in match ? match.route : undefined
    try {
      // Before the Host check: a probe calls the machine whatever its network does, and learns nothing else.
      if (route?.kind === 'health') return operations.health(route.probe, response)
      if (!mayCall(request, response)) return
      if ('error' in match) throw match.error
      if (route?.kind === 'root') return operations.root(request, response)
      if (route?.kind === 'metrics') return await operations.metrics(request, response)
    } catch (error) {
      return refuse(options, arrival, error)
    }
    if (route !== undefined) await enter(options, arrival, route.kind, route)
  }
}

/** Opens the route's own door. Never rejects. */
function enter<Kind extends ServedKind>(
  options: DispatchOptions,
  { entry, request, response }: Arrival,
  kind: Kind,
  route: RouteOf<Kind>,
): Promise<void> {
  const { authenticate, readBody, hopMark, handlers } = options
  const handle: Handlers[Kind] = handlers[kind]
  const { match, requestId } = entry
  return withRecord(options, entry, response, (record) => {
    if (handle === undefined) throw notFound(match.dialect, 'This service does not serve this address.').error
    return handle({
      request,
      response,
      route,
      dialect: match.dialect,
      requestId,
      via: hopMark.onward(request.headers.via),
      record,
      authenticate: () => authenticate(request, request.url ?? ''),
      readBody: () => readBody(request, response),
      askForBody: () => askForBody(response),
    })
  })
}

/** Ends a request that came to no handler, in its dialect. */
export function refuse(parts: RecordParts, { entry, response }: Arrival, error: unknown): Promise<void> {
  return withRecord(parts, entry, response, () => {
    throw error
  })
}
