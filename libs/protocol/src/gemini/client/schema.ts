import { camelCase } from '../../json/case.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'

type KeywordReader = (value: Json, schema: JsonObject) => Json | undefined

/** Keywords of Google's `Schema` message that JSON Schema spells otherwise; `undefined` leaves one out. */
const keywords: Readonly<Record<string, KeywordReader>> = {
  type: typeName,
  format: (value) => (value === 'enum' ? undefined : value),
  enum: (value, schema) => (Array.isArray(value) ? enumValues(value, schema) : value),
  properties: schemaMap,
  items: schemaNode,
  anyOf: schemaList,
  additionalProperties: schemaNode,
  $defs: schemaMap,
  minItems: count,
  maxItems: count,
  minLength: count,
  maxLength: count,
  minProperties: count,
  maxProperties: count,
  nullable: () => undefined,
  propertyOrdering: () => undefined,
  example: () => undefined,
}

/**
 * Google's proto `Schema` (https://ai.google.dev/api/caching#Schema) as JSON Schema. Keywords that it does not have are
 * kept, because people write plain JSON Schema into `parameters` too. The input must be bounded in depth.
 */
export function schemaToJsonSchema(schema: JsonObject): JsonObject {
  const members = Object.entries(schema).flatMap(([key, value]): [string, Json][] => {
    const keyword = camelCase(key)
    const read = Object.hasOwn(keywords, keyword) ? keywords[keyword] : undefined
    const member = read ? read(value, schema) : value
    return member === undefined ? [] : [[keyword, member]]
  })
  const out: JsonObject = Object.fromEntries(members)
  return schema.nullable === true ? withNull(out) : out
}

function schemaNode(value: Json): Json {
  return isJsonObject(value) ? schemaToJsonSchema(value) : value
}

function schemaList(value: Json): Json {
  return Array.isArray(value) ? value.map(schemaNode) : value
}

/** Keys are the client's data, not keywords; `fromEntries` keeps even one named `__proto__`. */
function schemaMap(value: Json): Json {
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, schemaNode(schema)]))
}

function typeName(value: Json): Json | undefined {
  if (Array.isArray(value)) return value.map((type) => (typeof type === 'string' ? type.toLowerCase() : type))
  if (typeof value !== 'string') return value
  return value === 'TYPE_UNSPECIFIED' ? undefined : value.toLowerCase()
}

/** The proto holds enum members as strings, numbers too. */
function enumValues(values: Json[], schema: JsonObject): Json[] {
  const type = typeof schema.type === 'string' ? schema.type.toLowerCase() : undefined
  return type === 'integer' || type === 'number' ? values.map(count) : values
}

/** int64 fields travel as strings in proto JSON. */
function count(value: Json): Json {
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value
}

function withNull(schema: JsonObject): JsonObject {
  const { type, enum: values, anyOf } = schema
  const types = Array.isArray(type) ? type : type === undefined ? [] : [type]
  return {
    ...schema,
    ...(types.length > 0 && { type: [...new Set([...types, 'null'])] }),
    ...(Array.isArray(values) && { enum: [...new Set([...values, null])] }),
    ...(types.length === 0 && Array.isArray(anyOf) && { anyOf: [...anyOf, { type: 'null' }] }),
  }
}
