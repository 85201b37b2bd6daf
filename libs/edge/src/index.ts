export type { HeaderReader } from './addresses/dialect.ts'
export { matchRoute } from './addresses/match-route.ts'
export type {
  FoundRoute,
  GenerateRoute,
  MissedRoute,
  Route,
  RouteKind,
  RouteMatch,
  RouteOf,
} from './addresses/route.ts'
export * from './authenticate.ts'
export * from './boot.ts'
export * from './client-gone.ts'
export { INTERNAL_TOKEN_HEADER, LOOPBACK_TOKEN } from './credentials.ts'
export * from './drain.ts'
export * from './lifecycle.ts'
export * from './load-gate.ts'
export * from './open-service.ts'
export * from './operations.ts'
export * from './origin.ts'
export * from './parse-body.ts'
export * from './read-body.ts'
export * from './request-id.ts'
export * from './send-error.ts'
export * from './server.ts'
export * from './shell.ts'
export * from './thrown.ts'
