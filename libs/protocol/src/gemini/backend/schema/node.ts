import { isJsonObject, type Json, type JsonObject } from '../../../json/json.ts'
import { present } from '../../../json/present.ts'
import { adaptBounds } from './bounds.ts'
import { withHints } from './hints.ts'
import { inline } from './inline.ts'
import { definitionReference } from './references.ts'
import { adaptAlternatives, adaptArray, adaptObject } from './shapes.ts'
import { fitsType, type TypeName } from './types.ts'
import { adaptValues } from './values.ts'
import type { Walk } from './walk.ts'

/** Keywords that Gemini reads or ignores, with their type; a keyword that is named nowhere here is left out. */
const plainKeywords = {
  title: 'string',
  description: 'string',
  format: 'string',
  pattern: 'string',
  minLength: 'number',
  maxLength: 'number',
  minItems: 'number',
  maxItems: 'number',
  minProperties: 'number',
  maxProperties: 'number',
} as const

/** Keywords that change what fits; beside a reference any of them forces the reference to be replaced. */
const keywords = new Set([
  ...Object.keys(plainKeywords),
  ...['type', 'enum', 'const', 'default', 'properties', 'required', 'additionalProperties', 'items', 'prefixItems'],
  ...['anyOf', 'oneOf', 'allOf', 'not', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
])

/** One schema, and all below it, in the JSON Schema that Gemini takes. @throws GatewayError bad-request at the limits. */
export function adaptNode(schema: Json, depth: number, walk: Walk): JsonObject {
  walk.visit(depth, schema)
  if (!isJsonObject(schema)) return {}
  const kept = reference(schema, walk)
  if (kept) return kept
  const inlined = inline(schema, depth, walk)
  const adapted = adaptKeywords(inlined.schema, depth, walk)
  walk.leave(inlined.followed)
  return adapted
}

/** The schema as a bare reference, where it can stay one: a recursive target has no other form. */
function reference(schema: JsonObject, { references, kept }: Walk): JsonObject | undefined {
  const ref = soleReference(schema)
  const target = ref === undefined ? undefined : references.target(ref)
  if (target?.name === undefined || !references.isKeepable(target)) return undefined
  const isBare = Object.keys(schema).filter((key) => keywords.has(key)).length === 0
  if (!isBare && !references.isRecursive(target)) return undefined
  kept.set(target.name, target)
  return { $ref: definitionReference(target.name) }
}

/** Pydantic writes `allOf: [{$ref}]` to put a description beside a reference. */
function soleReference({ $ref, allOf }: JsonObject): string | undefined {
  const only = Array.isArray(allOf) && allOf.length === 1 ? allOf[0] : undefined
  const ref = $ref ?? (isJsonObject(only) && Object.keys(only).length === 1 ? only.$ref : undefined)
  return typeof ref === 'string' ? ref : undefined
}

/** A schema without reference and `allOf`. */
export function adaptKeywords(schema: JsonObject, depth: number, walk: Walk): JsonObject {
  const adapt = (child: Json) => adaptNode(child, depth + 1, walk)
  const alternatives = adaptAlternatives(schema, adapt)
  const hasAlternatives = Object.keys(alternatives).length > 0
  const values = adaptValues(hasAlternatives ? schema : withoutAlternatives(schema))
  const { hints, ...bounds } = adaptBounds(schema, values.types)
  const adapted = present({
    // Beside alternatives a type is refused by Google's SDKs.
    type: hasAlternatives ? undefined : typeKeyword(values.types),
    ...plainMembers(schema),
    enum: values.enum,
    default: schema.default !== undefined && fitsType(schema.default, values.types) ? schema.default : undefined,
    ...bounds,
    ...adaptObject(schema, values.types, adapt),
    ...adaptArray(schema, values.types, adapt),
    ...alternatives,
  })
  const told = [...hints, ...(values.hint === undefined ? [] : [values.hint]), ...lostKeywords(schema, adapt)]
  return withNullBeside(withHints(adapted, told), values.types, hasAlternatives)
}

function plainMembers(schema: JsonObject): JsonObject {
  const entries = Object.entries(plainKeywords).flatMap(([keyword, type]): [string, Json][] => {
    const value = schema[keyword]
    return value !== undefined && typeof value === type ? [[keyword, value]] : []
  })
  return Object.fromEntries(entries)
}

function withoutAlternatives({ anyOf: _, oneOf: __, ...schema }: JsonObject): JsonObject {
  return schema
}

function typeKeyword(types: readonly TypeName[]): Json | undefined {
  return types.length > 1 ? [...types] : types[0]
}

function lostKeywords({ not, multipleOf }: JsonObject, adapt: (schema: Json) => JsonObject): string[] {
  return [
    ...(isJsonObject(not) ? [`not: ${JSON.stringify(adapt(not))}`] : []),
    ...(typeof multipleOf === 'number' ? [`multipleOf: ${multipleOf}`] : []),
  ]
}

/** An enum cannot hold null, so a nullable one becomes an alternative. */
function withNullBeside(schema: JsonObject, types: readonly TypeName[], hasAlternatives: boolean): JsonObject {
  if (hasAlternatives || schema.enum === undefined || !types.includes('null')) return schema
  const { type: _, enum: values, format, pattern, ...outside } = schema
  const type = typeKeyword(types.filter((name) => name !== 'null'))
  return { ...outside, anyOf: [present({ type, enum: values, format, pattern }), { type: 'null' }] }
}
