import type { GatewayError, Protocol, RequestPath } from '@sluice/protocol'

/** Everything this server can be asked for. */
export type Route =
  | GenerateRoute
  | { readonly kind: 'count-tokens'; readonly protocol: Protocol; readonly model: string }
  | { readonly kind: 'list-models'; readonly protocol: Protocol }
  | { readonly kind: 'get-model'; readonly protocol: Protocol; readonly model: string }
  /** Handed to a vendor unread. `path` is below the version of its addresses and has the query, without the client's key. */
  | { readonly kind: 'forward'; readonly protocol: Protocol; readonly path: string }
  | { readonly kind: 'health'; readonly probe: 'live' | 'ready' }
  | { readonly kind: 'metrics' }
  | { readonly kind: 'root' }

export interface GenerateRoute extends RequestPath {
  readonly kind: 'generate'
  readonly protocol: Protocol
}

export type RouteKind = Route['kind']
export type RouteOf<Kind extends RouteKind> = Extract<Route, { kind: Kind }>

/** What an address means: a route, or why there is none. */
export type RouteMatch = FoundRoute | MissedRoute

export interface FoundRoute {
  readonly route: Route
  /** The protocol in which this client reads its errors. */
  readonly dialect: Protocol
  /** The address as a template for logs: `/v1beta/models/{model}:generateContent`. Never holds what a client sent. */
  readonly name: string
  /** The request shows no protocol; `dialect` is the default. */
  readonly neutral?: true
}

export interface MissedRoute {
  readonly error: GatewayError
  readonly dialect: Protocol
  readonly name: string
  readonly neutral?: true
  /** What the answer must say beside the error: `allow`, `upgrade`. */
  readonly headers?: Readonly<Record<string, string>>
}
