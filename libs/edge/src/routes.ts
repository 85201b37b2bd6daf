import { type Protocol, protocols, versionPrefix } from '@sluice/protocol'
import { closest } from './closest.ts'
import { methodNotAllowed, notFound, noWebSocket } from './missed-route.ts'
import { asksForAction, matchModels } from './model-routes.ts'
import { parseTarget, type RequestTarget } from './request-target.ts'
import type { Route, RouteMatch } from './route.ts'
import { openaiAddresses, operationalAddresses, spells } from './route-table.ts'

/** Reads a request header by lower-case name. */
export type HeaderReader = (name: string) => string | undefined

const versions = ['v1', 'v1beta', 'v1alpha']

/** People paste base URLs with a version into clients that add one: up to two are forgiven. */
const VERSIONS_MAX = 2

const SUGGESTED_FROM_CHARS_MAX = 64

const BASE_URLS = 'Base URL for OpenAI clients: this address with /v1; for Gemini clients: this address alone.'

/** Famous addresses of protocols that are not served yet, with what they belong to. */
const foreignApis: Readonly<Record<string, string>> = {
  messages: 'the Anthropic Messages API',
  responses: 'the OpenAI Responses API',
}

const suggestions = [
  ...openaiAddresses.map(({ template }) => versionPrefix['openai-chat'] + template),
  '/v1/models',
  '/v1beta/models',
  '/v1beta/models/{model}:generateContent',
]

/** Where most requests go: needs no taking apart. */
const chatCompletions: RouteMatch = {
  route: { kind: 'generate', protocol: 'openai-chat' },
  dialect: 'openai-chat',
  name: '/v1/chat/completions',
}

/** A path with its version prefixes taken off. */
interface VersionedPath {
  readonly versions: readonly string[]
  /** Below Google's OpenAI-compatible root, `/v1beta/openai`. */
  readonly openai: boolean
  readonly segments: readonly string[]
}

/**
 * Finds an address in the one closed table of paths. Forgiven: double slashes, one trailing slash, a missing or doubled
 * version, `%3A`, and `%2F` inside a model name. Everything else that is not in the table is a 404 or 405.
 */
export function matchRoute(method: string, url: string, header: HeaderReader): RouteMatch {
  if (method === 'POST' && url === chatCompletions.name) return chatCompletions
  const target = parseTarget(url)
  if (target === undefined)
    return notFound(guessDialect(url, header), `The path has a part that no address has. ${BASE_URLS}`)
  const path = versionedPath(target.segments)
  const query = new URLSearchParams(target.search)
  const dialect = dialectOf(method, path, query, header)
  return (
    matchOperational(method, target) ??
    matchOpenai(method, path, target) ??
    matchModels({ method, dialect, segments: path.segments, query }) ??
    matchForeign(path, header) ??
    notFound(dialect, `No such address here. Nearest: ${nearest(target)}. ${BASE_URLS}`)
  )
}

function versionedPath(segments: readonly string[]): VersionedPath {
  const end = segments.findIndex((segment, index) => index === VERSIONS_MAX || !versions.includes(segment))
  const count = end === -1 ? segments.length : end
  const openai = segments[count - 1] === 'v1beta' && segments[count] === 'openai'
  return { versions: segments.slice(0, count), openai, segments: segments.slice(openai ? count + 1 : count) }
}

/**
 * `/v1/models` belongs to OpenAI and, since google-genai 3, to Gemini: the way the key is sent tells them apart. Actions
 * (`:generateContent`) and tuned models are Gemini's alone.
 */
function dialectOf(method: string, path: VersionedPath, query: URLSearchParams, header: HeaderReader): Protocol {
  if (path.openai) return 'openai-chat'
  const [collection, ...rest] = path.segments
  const action = collection === 'models' && asksForAction(method, rest)
  if (action || collection === 'tunedModels' || path.versions.some((version) => version !== 'v1')) return 'gemini'
  return isGoogleClient(header) || query.has('key') ? 'gemini' : 'openai-chat'
}

function guessDialect(url: string, header: HeaderReader): Protocol {
  return isGoogleClient(header) || /\/v1(?:beta|alpha)\/(?!openai\/)/.test(url) ? 'gemini' : 'openai-chat'
}

function isGoogleClient(header: HeaderReader): boolean {
  return header('x-goog-api-key') !== undefined || header('x-goog-api-client') !== undefined
}

function matchOperational(method: string, { path }: RequestTarget): RouteMatch | undefined {
  const address = operationalAddresses.find(({ template }) => template === path)
  if (address === undefined) return undefined
  if (!address.methods.includes(method)) return methodNotAllowed('openai-chat', address.template, address.methods)
  return { route: address.route, dialect: 'openai-chat', name: address.template }
}

function matchOpenai(method: string, path: VersionedPath, target: RequestTarget): RouteMatch | undefined {
  if (!isOpenaiPath(path)) return undefined
  const address = openaiAddresses.find(({ template }) => spells(template, path.segments))
  if (address === undefined) return undefined
  const name = versionPrefix['openai-chat'] + address.template
  if (!address.methods.includes(method)) return methodNotAllowed('openai-chat', name, address.methods)
  return { route: routeAt(address.route, path, target), dialect: 'openai-chat', name }
}

function isOpenaiPath(path: VersionedPath): boolean {
  return path.openai || path.versions.every((version) => version === 'v1')
}

function routeAt(route: Route, path: VersionedPath, target: RequestTarget): Route {
  if (route.kind !== 'forward') return route
  const search = target.search.split('&').filter((pair) => pair !== '' && !isKeyPair(pair))
  const query = search.length > 0 ? `?${search.join('&')}` : ''
  return { kind: 'forward', path: `/v1/${path.segments.join('/')}${query}` }
}

/** `?key=` is the client's key for this server; a name may be escaped (`%6bey`). */
function isKeyPair(pair: string): boolean {
  return new URLSearchParams(pair).has('key')
}

function matchForeign(path: VersionedPath, header: HeaderReader): RouteMatch | undefined {
  const [first = ''] = path.segments
  const api = Object.hasOwn(foreignApis, first) ? foreignApis[first] : undefined
  if (api === undefined || !isOpenaiPath(path)) return undefined
  const name = `/v1/${first}`
  if (first === 'responses' && header('upgrade') !== undefined) return noWebSocket(name)
  return notFound(
    'openai-chat',
    `This version does not serve ${api}; it speaks ${protocols.join(' and ')}. ${BASE_URLS}`,
    name,
  )
}

function nearest({ path }: RequestTarget): string {
  return closest(path.slice(0, SUGGESTED_FROM_CHARS_MAX), suggestions) ?? '/v1/models'
}
