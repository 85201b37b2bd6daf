import { isJsonObject, type Json, type JsonObject } from '../../../json/json.ts'
import { type Cycles, findCycles } from './cycles.ts'

/** A schema that a reference leads to. */
export interface Target {
  /** The reference in one spelling: equal for equal targets. */
  readonly pointer: string
  readonly schema: Json
  /** A definition's name; undefined for other places, and where both containers of definitions have the name. */
  readonly name: string | undefined
}

/** The references within one document. References to other documents are never followed. */
export interface References {
  /** undefined when the reference leads nowhere in this document. */
  target(ref: string): Target | undefined
  /** The target leads back to itself. */
  isRecursive(target: Target): boolean
  /** The reference may stay: it names a definition, and no cycle of required properties goes through it. */
  isKeepable(target: Target): boolean
}

const containers = ['$defs', 'definitions']

export function createReferences(root: JsonObject, visit: (depth: number) => void): References {
  const known = new Map<string, Target | undefined>()
  const target = (ref: string) => {
    if (!known.has(ref)) known.set(ref, resolve(root, ref))
    return known.get(ref)
  }
  let found: Cycles | undefined
  // Most schemas have no reference at all.
  const cycles = () => {
    found ??= findCycles(root, target, visit)
    return found
  }
  return {
    target,
    isRecursive: ({ pointer }) => cycles().all.has(pointer),
    isKeepable: ({ name, pointer }) => name !== undefined && !cycles().required.has(pointer),
  }
}

/** The reference to a definition in the one container that the result has. */
export function definitionReference(name: string): string {
  return pointerOf(['$defs', name])
}

function definitionName(root: JsonObject, [container = '', name, ...rest]: readonly string[]): string | undefined {
  if (name === undefined || rest.length > 0 || !containers.includes(container)) return undefined
  const holders = containers.filter((key) => isJsonObject(root[key]) && Object.hasOwn(root[key], name))
  return holders.length === 1 ? name : undefined
}

function resolve(root: JsonObject, ref: string): Target | undefined {
  const tokens = tokensOf(ref)
  if (!tokens) return undefined
  let schema: Json = root
  for (const token of tokens) {
    const next: Json | undefined = member(schema, token)
    if (next === undefined) return undefined
    schema = next
  }
  return { pointer: pointerOf(tokens), schema, name: definitionName(root, tokens) }
}

function member(value: Json, token: string): Json | undefined {
  if (Array.isArray(value)) return /^\d+$/.test(token) ? value[Number(token)] : undefined
  return isJsonObject(value) && Object.hasOwn(value, token) ? value[token] : undefined
}

/** Tokens of a JSON pointer in a fragment (RFC 6901); undefined for anything else. */
function tokensOf(ref: string): string[] | undefined {
  const fragment = decoded(ref)
  if (fragment === '#' || fragment === '#/') return []
  if (!fragment.startsWith('#/')) return undefined
  return fragment
    .slice(2)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function decoded(ref: string): string {
  try {
    return decodeURIComponent(ref)
  } catch {
    return ref
  }
}

function pointerOf(tokens: readonly string[]): string {
  return ['#', ...tokens.map((token) => token.replaceAll('~', '~0').replaceAll('/', '~1'))].join('/')
}
