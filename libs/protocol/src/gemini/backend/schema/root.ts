import { badRequest } from '../../../canonical/error.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../json/json.ts'
import { type Inlined, inline } from './inline.ts'
import { typesOf } from './types.ts'
import type { Walk } from './walk.ts'

/** Properties with the schemas that alternatives give them. */
type Collected = Map<string, Json[]>

/**
 * The root as one object without reference, `allOf` and alternatives, as a function's arguments must be.
 * @throws GatewayError bad-request when it is no object.
 */
export function objectRoot(schema: JsonObject, at: string, walk: Walk, depth = 0): Inlined {
  walk.visit(depth, schema)
  const inlined = inline(schema, depth, walk)
  const { anyOf, oneOf, ...own } = inlined.schema
  const members = [anyOf, oneOf].flatMap((list) => (Array.isArray(list) ? list.filter(isAlternative) : []))
  const types = typesOf(own)
  if (types.length > 0 && !types.includes('object')) throw notAnObject(at)
  const alternatives = members.map((member) => {
    const alternative = objectRoot(member, at, walk, depth + 1)
    walk.leave(alternative.followed)
    return alternative.schema
  })
  return { schema: { ...mergeAlternatives(own, alternatives), type: 'object' }, followed: inlined.followed }
}

function isAlternative(member: Json): member is JsonObject {
  return isJsonObject(member) && member.type !== 'null'
}

function notAnObject(at: string): Error {
  return badRequest(at, `${at} must be a JSON Schema of type object.`)
}

/** What any of the alternatives may hold; required is what all of them require. */
function mergeAlternatives(own: JsonObject, alternatives: readonly JsonObject[]): JsonObject {
  if (alternatives.length === 0) return own
  const collected: Collected = new Map()
  for (const { properties } of alternatives) collect(collected, properties)
  const properties = [...collected].map(([name, schemas]) => [name, oneOfThese(schemas)] as const)
  const required = [...namesIn(own.required), ...commonNames(alternatives)]
  return {
    ...own,
    properties: { ...Object.fromEntries(properties), ...(isJsonObject(own.properties) ? own.properties : {}) },
    ...(required.length > 0 && { required }),
  }
}

function collect(collected: Collected, properties: Json | undefined): void {
  if (!isJsonObject(properties)) return
  for (const [name, schema] of Object.entries(properties)) {
    const known = collected.get(name)
    if (known) known.push(schema)
    else collected.set(name, [schema])
  }
}

function oneOfThese(schemas: readonly Json[]): Json {
  const [first = {}, ...others] = schemas
  return others.length === 0 ? first : { anyOf: [...schemas] }
}

function commonNames(alternatives: readonly JsonObject[]): Json[] {
  const [first, ...others] = alternatives.map(({ required }) => new Set(namesIn(required)))
  return [...(first ?? [])].filter((name) => others.every((names) => names.has(name)))
}

function namesIn(required: Json | undefined): Json[] {
  return Array.isArray(required) ? required : []
}
