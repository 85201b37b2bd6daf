import type { RequestListener } from 'node:http'
import type { Config } from '@sluice/config'
import type { Metrics } from '@sluice/telemetry'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import { entryOf } from './addresses/entry.ts'
import { createOperations, type ServiceName } from './answers/operations.ts'
import { requestIdHeaders } from './answers/request-id.ts'
import type { RecordParts } from './answers/with-record.ts'
import { createDispatch, type Dispatch, type Handlers, refuse } from './dispatch.ts'
import { createAuthenticator } from './doors/authenticate.ts'
import { createHopMark } from './doors/hop-mark.ts'
import { createOriginPolicy } from './doors/origin.ts'
import { createBodyReader } from './doors/read-body.ts'

interface ShellOptions extends RecordParts {
  readonly config: Pick<Config, 'clients' | 'redis' | 'bodyBytesMax' | 'bodiesBytesMax'>
  readonly metrics: Metrics
  readonly service: ServiceName
}

/**
 * What every service needs at its edge: request ids, health, which pages may call, the path table, errors in dialect.
 * There is no body parser, so a handler may also hand the unread request on.
 */
export function createShell(options: ShellOptions, handlers: Handlers): RequestListener {
  const { config, openRecord, lifecycle, service } = options
  const authenticate = createAuthenticator(config.clients)
  const dispatch = createDispatch({
    openRecord,
    lifecycle,
    operations: createOperations({ ...options, authenticate }),
    mayCall: createOriginPolicy(config.clients),
    authenticate,
    readBody: createBodyReader(config),
    hopMark: createHopMark(service.name, config),
    handlers,
  })
  const app = createApp(dispatch, options)
  return (request, response) => {
    const entry = entryOf(request)
    for (const name of requestIdHeaders) response.setHeader(name, entry.requestId)
    // Answers are about one moment and one caller.
    response.setHeader('cache-control', 'no-store')
    // Tells a proxy in front to go elsewhere next time.
    if (lifecycle.draining) response.setHeader('connection', 'close')
    // Nearly all requests, and express costs more than all of the edge's other work on one.
    if ('route' in entry.match && entry.match.route.kind === 'generate') void dispatch({ entry, request, response })
    else app(request, response)
  }
}

/** The way through express, on which a service can put middleware of others. */
function createApp(dispatch: Dispatch, parts: RecordParts): Express {
  const app = express().disable('x-powered-by').disable('etag').set('trust proxy', false)
  app.use((request, response) => dispatch({ entry: entryOf(request), request, response }))
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    void refuse(parts, { entry: entryOf(request), request, response }, error)
  })
  return app
}
