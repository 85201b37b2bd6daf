import { codecs, defaultProtocol, GatewayError, type Meaning, type Protocol, protocols } from '@sluice/protocol'
import { type Candidate, candidatesOf, chosen } from './candidates.ts'
import { baseUrlHint, type HeaderReader } from './dialect.ts'
import { methodNotAllowed, notFound, noWebSocket } from './missed-route.ts'
import { modelOf } from './model-name.ts'
import { operationalAddresses, wantsPage } from './operational.ts'
import { type PrefixedPath, withoutPasted, withoutPrefix } from './prefix.ts'
import { parseTarget, queryOf, type RequestTarget } from './request-target.ts'
import type { FoundRoute, Route, RouteMatch } from './route.ts'
import { unknownAddress, unreadablePath } from './unknown-address.ts'

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
  if (target === undefined) return unreadablePath(url, header)
  const path = withoutPrefix(target.segments)
  const pastedOn = withoutPasted(path)
  return (
    matchOperational(method, target) ??
    matchAddress(method, path, target, header) ??
    (pastedOn && matchAddress(method, pastedOn, target, header)) ??
    matchBaseUrl(method, path, header) ??
    unknownAddress(path, target, header)
  )
}

function matchOperational(method: string, { path }: RequestTarget): RouteMatch | undefined {
  const address = operationalAddresses.find(({ template }) => template === path)
  if (address === undefined) return undefined
  const name = address.template
  if (!address.methods.includes(method))
    return { ...methodNotAllowed(defaultProtocol, name, address.methods), neutral: true }
  return { route: address.route, dialect: defaultProtocol, name, neutral: true }
}

/** A person opened a base URL. */
function matchBaseUrl(method: string, { segments }: PrefixedPath, header: HeaderReader): RouteMatch | undefined {
  if (segments.length > 0 || method !== 'GET' || !wantsPage(header('accept'))) return undefined
  return { route: { kind: 'root' }, dialect: defaultProtocol, name: '/', neutral: true }
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
