import { isJsonObject, type Json, type JsonObject } from '../../../json/json.ts'
import { mergeSchemas } from './merge.ts'
import { typesOf } from './types.ts'
import { below, type Place, type Walk } from './walk.ts'

/** How often one definition is expanded on one path. */
const expansionsMax = 3

export interface Inlined {
  /** Without `$ref` and `allOf`. */
  readonly schema: JsonObject
  readonly place: Place
}

/** Replaces the schema's reference by its target, whose members give way to the schema's own, and merges its `allOf`. */
export function inline(schema: JsonObject, place: Place, walk: Walk): Inlined {
  const followed = new Set<string>()
  let current = schema
  let path = place.path
  while (typeof current.$ref === 'string') {
    const { $ref, ...siblings } = current
    const target = walk.references.target($ref)
    if (!target) return { schema: withHint(siblings, `unresolved reference: ${$ref}`), place }
    // A definition that is nothing but itself says nothing.
    if (followed.has(target.pointer)) return { schema: siblings, place }
    if (path.filter((pointer) => pointer === target.pointer).length >= expansionsMax) {
      return { schema: { ...cutTarget(target.schema), ...siblings }, place }
    }
    followed.add(target.pointer)
    path = [...path, target.pointer]
    current = { ...(isJsonObject(target.schema) ? target.schema : {}), ...siblings }
  }
  return mergeAll(current, { ...place, path }, walk)
}

/** All that is said of a target that was expanded often enough. */
function cutTarget(schema: Json): JsonObject {
  return isJsonObject(schema) && typesOf(schema).includes('object') ? { type: 'object' } : {}
}

function mergeAll({ allOf, ...own }: JsonObject, place: Place, walk: Walk): Inlined {
  let merged: Inlined = { schema: own, place }
  for (const member of membersOf(allOf)) {
    walk.visit(place.depth)
    const inner = inline(member, below(merged.place), walk)
    const { schema, conflicts } = mergeSchemas(merged.schema, inner.schema)
    merged = {
      schema: conflicts.reduce(withHint, schema),
      place: { depth: place.depth, path: inner.place.path },
    }
  }
  return merged
}

function membersOf(allOf: Json | undefined): JsonObject[] {
  return Array.isArray(allOf) ? allOf.filter(isJsonObject) : []
}

/** Tells the model in the description what the schema can no longer say. */
export function withHint(schema: JsonObject, hint: string): JsonObject {
  const { description } = schema
  const before = typeof description === 'string' && description !== '' ? `${description}\n` : ''
  return { ...schema, description: `${before}${hint.slice(0, hintCharsMax)}` }
}

const hintCharsMax = 500
