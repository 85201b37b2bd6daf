import { isJsonObject, type Json, type JsonObject } from '../../../json/json.ts'

export type TypeName = 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object' | 'null'

const isOfType: Readonly<Record<TypeName, (value: Json) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  array: Array.isArray,
  object: isJsonObject,
  null: (value) => value === null,
}

/** The types that a schema names, or that its keywords stand for; empty when it takes any. */
export function typesOf(schema: JsonObject): readonly TypeName[] {
  const named = [schema.type].flat().flatMap((type) => typeName(type) ?? [])
  if (named.length > 0) return schema.nullable === true ? [...new Set([...named, 'null' as const])] : named
  if (Array.isArray(schema.anyOf) || Array.isArray(schema.oneOf)) return []
  if (isJsonObject(schema.properties)) return ['object']
  if (Object.hasOwn(schema, 'items') || Array.isArray(schema.prefixItems)) return ['array']
  return []
}

/** OpenAPI writers use capitals. */
function typeName(type: Json | undefined): TypeName | undefined {
  if (typeof type !== 'string') return undefined
  const name = type.toLowerCase()
  return isTypeName(name) ? name : undefined
}

function isTypeName(name: string): name is TypeName {
  return Object.hasOwn(isOfType, name)
}

export function fitsType(value: Json, types: readonly TypeName[]): boolean {
  return types.length === 0 || types.some((type) => isOfType[type](value))
}

/** The one type that all values have. */
export function commonTypeOf(values: readonly Json[]): TypeName | undefined {
  const candidates: readonly TypeName[] = ['string', 'integer', 'number', 'boolean', 'array', 'object', 'null']
  return values.length === 0 ? undefined : candidates.find((type) => values.every(isOfType[type]))
}
