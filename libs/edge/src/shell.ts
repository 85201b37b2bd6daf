import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Config } from '@sluice/config'
import type { Protocol } from '@sluice/protocol'
import type { OpenRecord, RequestRecord } from '@sluice/record'
import type { Metrics } from '@sluice/telemetry'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import { notFound } from './addresses/missed-route.ts'
import type { RouteKind, RouteOf } from './addresses/route.ts'
import { type Authenticate, type Caller, createAuthenticator } from './authenticate.ts'
import { type Entry, entryOf } from './entry.ts'
import type { Lifecycle } from './lifecycle.ts'
import { createOperations, type ServiceName } from './operations.ts'
import { createOriginPolicy, type OriginPolicy } from './origin.ts'
import { createBodyReader, type ReadBody } from './read-body.ts'
import { requestIdHeaders } from './request-id.ts'
import { withRecord } from './with-record.ts'

interface ShellOptions {
  readonly config: Pick<Config, 'clients' | 'bodyBytesMax'>
  readonly metrics: Metrics
  readonly openRecord: OpenRecord
  readonly lifecycle: Lifecycle
  readonly service: ServiceName
}

/** Routes whose answers are a service's own business. */
export type ServedKind = Exclude<RouteKind, 'health' | 'metrics' | 'root'>

/** A request that reached its route. Its caller and its body are not known before the handler asks. */
export interface EdgeCall<Kind extends ServedKind = ServedKind> {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly route: RouteOf<Kind>
  /** The protocol in which this client reads its errors. */
  readonly dialect: Protocol
  /** Route template for the log. */
  readonly routeName: string
  readonly requestId: string
  /** Of this request; ended for the handler when its promise is settled. */
  readonly record: RequestRecord
  /** @throws GatewayError unauthorized, forbidden, bad-request. */
  authenticate(): Caller
  /** Reads the body, once. @throws GatewayError too-large, unsupported-media-type, bad-request, client-gone. */
  readBody(): Promise<Uint8Array>
}

/**
 * What a service does with each route; a route without a handler is a 404. The request is over when a handler returns or
 * its promise is settled; what it throws is answered in dialect.
 */
export type Handlers = { readonly [Kind in ServedKind]?: (call: EdgeCall<Kind>) => void | Promise<void> }

interface Doors {
  readonly openRecord: OpenRecord
  readonly authenticate: Authenticate
  readonly readBody: ReadBody
  readonly handlers: Handlers
}

/**
 * What every service needs at its edge: request ids, health, which pages may call, the path table, errors in dialect.
 * Generations, which are nearly all requests, go straight to their handler; express serves the rest. There is no body
 * parser, so a handler may also hand the unread request on.
 */
export function createShell(options: ShellOptions, handlers: Handlers): RequestListener {
  const { clients, bodyBytesMax } = options.config
  const mayCall = createOriginPolicy(clients)
  const doors: Doors = {
    openRecord: options.openRecord,
    authenticate: createAuthenticator(clients),
    readBody: createBodyReader(bodyBytesMax),
    handlers,
  }
  const app = createApp(options, doors, mayCall)
  return (request, response) => {
    const entry = entryOf(request)
    greet(options.lifecycle, entry, response)
    if (!('route' in entry.match && entry.match.route.kind === 'generate')) return void app(request, response)
    void generate(doors, entry, entry.match.route, mayCall, request, response)
  }
}

function greet({ draining }: Lifecycle, { requestId }: Entry, response: ServerResponse): void {
  for (const name of requestIdHeaders) response.setHeader(name, requestId)
  // Tells a proxy in front to go elsewhere next time.
  if (draining) response.setHeader('connection', 'close')
}

async function generate(
  doors: Doors,
  entry: Entry,
  route: RouteOf<'generate'>,
  mayCall: OriginPolicy,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    if (!mayCall(request, response)) return
  } catch (error) {
    return refuse(doors, entry, response, error)
  }
  await enter(doors, entry, 'generate', route, request, response)
}

function createApp(options: ShellOptions, doors: Doors, mayCall: OriginPolicy): Express {
  const operations = createOperations({ ...options, authenticate: doors.authenticate })
  const app = express().disable('x-powered-by').disable('etag').set('trust proxy', false)
  app.use(async (request, response) => {
    const entry = entryOf(request)
    const { match } = entry
    const route = 'route' in match ? match.route : undefined
    // Before the Host check: a probe calls the machine whatever its network does, and learns nothing else.
    if (route?.kind === 'health') return operations.health(route.probe, response)
    if (!mayCall(request, response)) return
    if ('error' in match) throw match.error
    if (route === undefined) return
    if (route.kind === 'root') return operations.root(request, response)
    if (route.kind === 'metrics') return operations.metrics(request, response)
    await enter(doors, entry, route.kind, route, request, response)
  })
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    void refuse(doors, entryOf(request), response, error)
  })
  return app
}

/** Opens the route's own door. Never rejects. */
function enter<Kind extends ServedKind>(
  { openRecord, authenticate, readBody, handlers }: Doors,
  entry: Entry,
  kind: Kind,
  route: RouteOf<Kind>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const handle: Handlers[Kind] = handlers[kind]
  const { match, requestId } = entry
  return withRecord(openRecord, entry, response, (record) => {
    if (handle === undefined) throw notFound(match.dialect, 'This service does not serve this address.').error
    return handle({
      request,
      response,
      route,
      dialect: match.dialect,
      routeName: match.name,
      requestId,
      record,
      authenticate: () => authenticate(request, request.url ?? ''),
      readBody: () => readBody(request),
    })
  })
}

/** Ends a request that came to no handler, in its dialect. */
function refuse({ openRecord }: Doors, entry: Entry, response: ServerResponse, error: unknown): Promise<void> {
  return withRecord(openRecord, entry, response, () => {
    throw error
  })
}
