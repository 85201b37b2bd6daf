import {
  type Address,
  codecs,
  defaultProtocol,
  GatewayError,
  type Meaning,
  type Protocol,
  protocols,
} from '@sluice/protocol'
import { baseUrlHint, certaintyOf, type Evidence, type HeaderReader, mayHave, shownProtocol } from './dialect.ts'
import { methodNotAllowed, notFound, noWebSocket } from './missed-route.ts'
import { modelOf } from './model-name.ts'
import { nearestAddress } from './nearest.ts'
import { operationalAddresses } from './operational.ts'
import { type PrefixedPath, withoutPasted, withoutPrefix } from './prefix.ts'
import { parseTarget, type RequestTarget } from './request-target.ts'
import type { FoundRoute, Route, RouteMatch } from './route.ts'
import { spell } from './template.ts'

/** An address of a protocol that a request may mean. */
interface Candidate {
  readonly protocol: Protocol
  readonly address: Address
  /** As it was sent. */
  readonly model: string | undefined
}

type ServedMeaning = Exclude<Meaning, { kind: 'unserved' }>

/** Where most requests go: needs no taking apart. */
const commonRoutes = new Map<string, FoundRoute>(protocols.flatMap((protocol) => commonRoutesOf(protocol)))

function commonRoutesOf(protocol: Protocol): readonly (readonly [string, FoundRoute])[] {
  const { version, list } = codecs[protocol].addresses
  const plain = list.filter(({ template, meaning }) => meaning.kind === 'generate' && !template.includes('{'))
  return plain.map(({ template }) => {
    const name = version + template
    return [name, { route: { kind: 'generate', protocol }, dialect: protocol, name }]
  })
}

/**
 * Finds an address in the one closed table of paths. Forgiven: double slashes, one trailing slash, a missing, doubled or
 * foreign version, a whole address before the address, `%3A`, and `%2F` inside a model name. Everything else that is not
 * in the table is a 404 or 405.
 */
export function matchRoute(method: string, url: string, header: HeaderReader): RouteMatch {
  const common = method === 'POST' ? commonRoutes.get(url) : undefined
  if (common !== undefined) return common
  const target = parseTarget(url)
  if (target === undefined) return unreadable(url, header)
  const path = withoutPrefix(target.segments)
  const pastedOn = withoutPasted(path)
  return (
    matchOperational(method, target) ??
    matchAddress(method, path, target, header) ??
    (pastedOn && matchAddress(method, pastedOn, target, header)) ??
    unknown(path, target, header)
  )
}

function matchOperational(method: string, { path }: RequestTarget): RouteMatch | undefined {
  const address = operationalAddresses.find(({ template }) => template === path)
  if (address === undefined) return undefined
  if (!address.methods.includes(method)) return methodNotAllowed(defaultProtocol, address.template, address.methods)
  return { route: address.route, dialect: defaultProtocol, name: address.template }
}

function matchAddress(
  method: string,
  path: PrefixedPath,
  target: RequestTarget,
  header: HeaderReader,
): RouteMatch | undefined {
  const candidate = chosen(candidatesOf(method, path), { path, query: queryOf(target), header })
  if (candidate === undefined) return undefined
  const { protocol: dialect, address } = candidate
  const name = codecs[dialect].addresses.version + address.template
  const { meaning } = address
  if (address.webSocket && header('upgrade') !== undefined) return noWebSocket(dialect, name)
  if (meaning.kind === 'unserved') return notFound(dialect, `${meaning.message} ${baseUrlHint}`, name)
  if (!address.methods.includes(method)) return methodNotAllowed(dialect, name, address.methods)
  try {
    return { route: routeOf(meaning, candidate, path, target), dialect, name }
  } catch (error) {
    if (error instanceof GatewayError) return { error, dialect, name }
    throw error
  }
}

/** The address that each protocol has for a path. */
function candidatesOf(method: string, { versions, root, segments }: PrefixedPath): readonly Candidate[] {
  return protocols.flatMap((protocol) => {
    if (root !== undefined && root !== protocol) return []
    for (const address of codecs[protocol].addresses.list) {
      const isServed = address.meaning.kind !== 'unserved'
      const spelling = spell(address.template, segments, !isServed)
      if (spelling === undefined) continue
      if (!isServed && !(address.methods.includes(method) && (address.own || mayHave(protocol, versions)))) continue
      return [{ protocol, address, model: spelling.model }]
    }
    return []
  })
}

function chosen(candidates: readonly Candidate[], evidence: Evidence): Candidate | undefined {
  if (candidates.length < 2) return candidates[0]
  // What one protocol serves is not refused because a header or a query belongs to another.
  const pathAlone = { path: evidence.path, query: () => [], header: () => undefined }
  const certainty = ({ protocol, address: { own, meaning } }: Candidate) =>
    own ? 4 : certaintyOf(protocol, meaning.kind === 'unserved' ? pathAlone : evidence)
  return candidates.toSorted((a, b) => certainty(b) - certainty(a))[0]
}

/** @throws GatewayError of what is wrong with the path's model or the query. */
function routeOf(meaning: ServedMeaning, candidate: Candidate, path: PrefixedPath, target: RequestTarget): Route {
  const { protocol, address, model: named } = candidate
  const { kind } = meaning
  if (kind === 'list-models') return { kind, protocol }
  if (kind === 'forward') return { kind, protocol, path: forwardedPath(protocol, path, target) }
  if (kind === 'generate' && named === undefined) return { kind, protocol }
  const model = modelOf(named ?? '', address.folder)
  return kind === 'generate' ? { kind, protocol, model, ...meaning.said?.(queryOf(target)) } : { kind, protocol, model }
}

/** The vendor's spelling of the address, with the query but for `?key=`: that is the client's key for this server. */
function forwardedPath(protocol: Protocol, path: PrefixedPath, target: RequestTarget): string {
  const pairs = target.search.split('&').filter((pair) => pair !== '' && !new URLSearchParams(pair).has('key'))
  const query = pairs.length > 0 ? `?${pairs.join('&')}` : ''
  return `${codecs[protocol].addresses.version}/${path.segments.join('/')}${query}`
}

function unknown(path: PrefixedPath, target: RequestTarget, header: HeaderReader): RouteMatch {
  const dialect = shownProtocol({ path, query: queryOf(target), header }) ?? defaultProtocol
  const nearest = nearestAddress(target.path)
  return notFound(
    dialect,
    `No such address here. ${nearest === undefined ? '' : `Nearest: ${nearest}. `}${baseUrlHint}`,
  )
}

function unreadable(url: string, header: HeaderReader): RouteMatch {
  const path = withoutPrefix(
    url
      .split('?', 1)[0]!
      .split('/', SEGMENTS_READ_MAX)
      .filter((segment) => segment !== ''),
  )
  const dialect = shownProtocol({ path, query: () => [], header }) ?? defaultProtocol
  return notFound(dialect, `The path has a part that no address has. ${baseUrlHint}`)
}

/** Of a path that is no address, so many segments may tell the protocol. */
const SEGMENTS_READ_MAX = 8

function queryOf({ search }: RequestTarget) {
  const parameters = new URLSearchParams(search)
  return (name: string) => parameters.getAll(name)
}
