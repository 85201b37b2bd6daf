import { codecs, type Protocol, protocols } from '@sluice/protocol'

/** A path with what stands before its address taken off. */
export interface PrefixedPath {
  /** Versions that stood there, as they were written. */
  readonly versions: readonly string[]
  /** The protocol that a word there is the root of. */
  readonly root: Protocol | undefined
  /** The address itself. */
  readonly segments: readonly string[]
}

/** People paste base URLs with a version into clients that add one: up to two are forgiven. */
const VERSIONS_MAX = 2
const ROOTS_MAX = 2

const versionWords = new Set<string>(protocols.flatMap((protocol) => codecs[protocol].addresses.versions))

/** What vendors put before the version; `api` is no protocol's own. */
const rootWords = new Map<string, Protocol | undefined>([
  ['api', undefined],
  ...protocols.flatMap((protocol) => codecs[protocol].addresses.roots.map((root) => [root, protocol] as const)),
])

/** Addresses that clients are given whole where a base URL belongs. */
const pasted = protocols
  .flatMap((protocol) => codecs[protocol].addresses.list)
  .filter(({ meaning, template }) => meaning.kind === 'generate' && !template.includes('{'))
  .map(({ template }) => template.split('/').slice(1))

export function withoutPrefix(segments: readonly string[]): PrefixedPath {
  const versions: string[] = []
  const roots: string[] = []
  for (const segment of segments) {
    if (versionWords.has(segment) && versions.length < VERSIONS_MAX) versions.push(segment)
    else if (rootWords.has(segment) && roots.length < ROOTS_MAX) roots.push(segment)
    else break
  }
  const root = roots.map((word) => rootWords.get(word)).find((protocol) => protocol !== undefined)
  return { versions, root, segments: segments.slice(versions.length + roots.length) }
}

/** What a client put behind a whole address that it was given as its base URL; undefined when there is none. */
export function withoutPasted({ versions, root, segments }: PrefixedPath): PrefixedPath | undefined {
  const address = pasted.find((words) => words.every((word, index) => word === segments[index]))
  if (address === undefined || address.length === segments.length) return undefined
  const rest = withoutPrefix(segments.slice(address.length))
  return { versions: [...versions, ...rest.versions], root: rest.root ?? root, segments: rest.segments }
}
