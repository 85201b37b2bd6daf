import { type Addresses, codecs, type Protocol, protocols, type QueryReader } from '@sluice/protocol'
import type { PrefixedPath } from './prefix.ts'

/** Reads a request header by lower-case name. */
export type HeaderReader = (name: string) => string | undefined

/** Says which protocol a gateway's call is of: addresses may be several protocols', and a gateway sends no client's signs. */
export const HOP_PROTOCOL_HEADER = 'x-sluice-internal-protocol'

/** How surely a request is of a protocol: the more, the surer. */
type Certainty = 0 | 1 | 2 | 3 | 4

/** What a request shows of its protocol beside its address. */
export interface Evidence {
  readonly path: Pick<PrefixedPath, 'versions' | 'root'>
  readonly query: QueryReader
  readonly header: HeaderReader
}

/**
 * One address may belong to several protocols (`/v1/models` to OpenAI and, since google-genai 3, to Gemini): what a
 * client sends beside it tells them apart, first its signs, then where it puts its key, then its version.
 */
export function certaintyOf(protocol: Protocol, { path, query, header }: Evidence): Certainty {
  const { signs, versions } = codecs[protocol].addresses
  if (path.root === protocol || header(HOP_PROTOCOL_HEADER) === protocol) return 4
  if (signs.headers.some((name) => header(name) !== undefined)) return 3
  if (signs.query.some((name) => query(name).length > 0)) return 3
  if (signs.sharedHeaders.some((name) => header(name) !== undefined)) return 2
  return path.versions.some((version) => versions.includes(version) && isOwnVersion(version)) ? 1 : 0
}

/** Whether a path with these versions may be of this protocol. */
export function mayHave(protocol: Protocol, versions: readonly string[]): boolean {
  const { version, versions: known } = codecs[protocol].addresses
  const isIts = (one: string) => `/${one}` === version || (known.includes(one) && isOwnVersion(one))
  return versions.length === 0 || versions.some(isIts)
}

/** The protocol of a request whose address tells nothing; undefined when nothing else does. */
export function shownProtocol(evidence: Evidence): Protocol | undefined {
  const ranked = protocols.map((protocol) => ({ protocol, certainty: certaintyOf(protocol, evidence) }))
  const [first] = ranked.toSorted((a, b) => b.certainty - a.certainty)
  return first !== undefined && first.certainty > 0 ? first.protocol : undefined
}

/** Where clients of each protocol point, for messages. */
export const baseUrlHint = `Base URL ${[...new Set(protocols.map((protocol) => hintOf(codecs[protocol].addresses)))].join('; ')}.`

function hintOf({ clients, baseUrl }: Addresses): string {
  return `for ${clients}: this address ${baseUrl === '' ? 'alone' : `with ${baseUrl}`}`
}

function isOwnVersion(version: string): boolean {
  return protocols.filter((protocol) => codecs[protocol].addresses.versions.includes(version)).length === 1
}
