import { isJsonObject, type Json, type JsonObject } from '../../../json/json.ts'
import { present } from '../../../json/present.ts'
import type { TypeName } from './types.ts'

/** Adapts a schema below the one at hand. */
type AdaptChild = (schema: Json) => JsonObject

/** Keywords of objects; none where the schema is of another type. */
export function adaptObject(schema: JsonObject, types: readonly TypeName[], adapt: AdaptChild): JsonObject {
  if (types.length > 0 && !types.includes('object')) return {}
  const properties = isJsonObject(schema.properties) ? possibleProperties(schema.properties) : undefined
  const { additionalProperties: more } = schema
  const required = properties && requiredNames(schema.required, properties)
  return present({
    // Names are the client's data: `fromEntries` keeps even one named `__proto__`.
    properties: properties && Object.fromEntries(properties.map(([name, property]) => [name, adapt(property)])),
    required: required && required.length > 0 ? required : undefined,
    additionalProperties: isJsonObject(more) ? adapt(more) : typeof more === 'boolean' ? more : undefined,
  })
}

/** The schema `false` fits nothing, so its property cannot be there. */
function possibleProperties(properties: JsonObject): [string, Json][] {
  return Object.entries(properties).filter(([, property]) => property !== false)
}

/** Draft 3, still written by some MCP servers, says `required: true` inside of the property. */
function requiredNames(required: Json | undefined, properties: readonly [string, Json][]): string[] {
  const listed = new Set(Array.isArray(required) ? required : [])
  return properties
    .filter(([name, property]) => listed.has(name) || (isJsonObject(property) && property.required === true))
    .map(([name]) => name)
}

/** Keywords of arrays; none where the schema is of another type. */
export function adaptArray(schema: JsonObject, types: readonly TypeName[], adapt: AdaptChild): JsonObject {
  if (!types.includes('array')) return {}
  const tuple = [schema.prefixItems, schema.items].find((items) => Array.isArray(items) && items.length > 0)
  if (!Array.isArray(tuple)) return { items: isJsonObject(schema.items) ? adapt(schema.items) : {} }
  return present({
    prefixItems: tuple.map(adapt),
    items: isJsonObject(schema.items) ? adapt(schema.items) : undefined,
  })
}

/** Alternatives; none where they say nothing beside the schema's own properties, such as which of these belong together. */
export function adaptAlternatives(schema: JsonObject, adapt: AdaptChild): JsonObject {
  const adapted = ['anyOf', 'oneOf'].flatMap((keyword): [string, JsonObject[]][] => {
    const members = schema[keyword]
    if (!Array.isArray(members)) return []
    const schemas = members.filter((member) => member !== false).map(adapt)
    const kept = isJsonObject(schema.properties) ? schemas.filter((member) => Object.keys(member).length > 0) : schemas
    return kept.length > 0 ? [[keyword, kept]] : []
  })
  return Object.fromEntries(adapted)
}
