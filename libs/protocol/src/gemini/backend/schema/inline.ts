import { append } from '../../../append.ts'
import { isJsonObject, type JsonObject } from '../../../json/json.ts'
import { withHints } from './hints.ts'
import { MergedSchema } from './merge.ts'
import type { Target } from './references.ts'
import { typesOf } from './types.ts'
import type { Walk } from './walk.ts'

/** How often one definition is expanded on one path. */
const expansionsMax = 3

export interface Inlined {
  /** Without `$ref` and `allOf`. */
  readonly schema: JsonObject
  /** Pointers of the targets that are in it: `walk.leave` takes them when all below it is done. */
  readonly followed: readonly string[]
}

/** Replaces the schema's reference by its target, whose members give way to the schema's own, and merges its `allOf`. */
export function inline(schema: JsonObject, depth: number, walk: Walk): Inlined {
  const followed: string[] = []
  return { schema: expand(schema, depth, walk, followed), followed }
}

function expand(schema: JsonObject, depth: number, walk: Walk, followed: string[]): JsonObject {
  const chain = new Set<string>()
  let current = schema
  while (typeof current.$ref === 'string') {
    const { $ref, ...siblings } = current
    const target = walk.references.target($ref)
    const end = target && endOfChain(target, chain, walk)
    if (!target || end) {
      walk.leave(chain)
      return target ? { ...end, ...siblings } : withHints(siblings, [`unresolved reference: ${$ref}`])
    }
    chain.add(target.pointer)
    walk.enter(target.pointer)
    walk.visit(depth + chain.size, target.schema)
    current = { ...(isJsonObject(target.schema) ? target.schema : {}), ...siblings }
  }
  append(followed, chain)
  return mergeAll(current, depth, walk, followed)
}

/** What stands for a target that is not followed; undefined for one that is. */
function endOfChain({ pointer, schema }: Target, chain: ReadonlySet<string>, walk: Walk): JsonObject | undefined {
  // A definition that is nothing but itself says nothing.
  if (chain.has(pointer)) return {}
  if (walk.expansions(pointer) < expansionsMax) return undefined
  // All that is said of a target that was expanded often enough.
  return isJsonObject(schema) && typesOf(schema).includes('object') ? { type: 'object' } : {}
}

function mergeAll({ allOf, ...own }: JsonObject, depth: number, walk: Walk, followed: string[]): JsonObject {
  const members = Array.isArray(allOf) ? allOf.filter(isJsonObject) : []
  if (members.length === 0) return own
  const merged = new MergedSchema()
  merged.add(own)
  for (const member of members) {
    walk.visit(depth, member)
    merged.add(expand(member, depth + 1, walk, followed))
  }
  return merged.result()
}
