import { badRequest } from '../../../canonical/error.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../json/json.ts'
import { inline } from './inline.ts'
import { adaptKeywords, adaptNode } from './node.ts'
import { objectRoot } from './root.ts'
import { createWalk, type SchemaBudget, type Walk } from './walk.ts'

/**
 * The JSON Schema of a function's arguments as Gemini's `parametersJsonSchema` takes it; undefined for a function
 * without arguments. Facts: https://ai.google.dev/api/caching#FunctionDeclaration and the 400s of the live API.
 * @throws GatewayError bad-request at `at` when the schema is no object's, or too large.
 */
export function adaptToolSchema(schema: Json | undefined, at: string, budget: SchemaBudget): JsonObject | undefined {
  if (schema === undefined || schema === true) return undefined
  if (!isJsonObject(schema)) throw badRequest(at, `${at} must be a JSON Schema object.`)
  const walk = createWalk(schema, at, budget)
  const root = objectRoot(schema, at, walk)
  const adapted = adaptKeywords(root.schema, 0, walk)
  walk.leave(root.followed)
  return isEmptyObject(adapted) ? undefined : withDefinitions(adapted, walk)
}

/**
 * The JSON Schema of an answer as Gemini's `responseJsonSchema` takes it; undefined where it says nothing.
 * @throws GatewayError bad-request at `at` when it is no schema, or too large.
 */
export function adaptResponseSchema(schema: Json, at: string, budget: SchemaBudget): JsonObject | undefined {
  if (schema === true) return undefined
  if (!isJsonObject(schema)) throw badRequest(at, `${at} must hold a JSON Schema object.`)
  const walk = createWalk(schema, at, budget)
  walk.visit(0, schema)
  const root = inline(schema, 0, walk)
  const answer = adaptKeywords(root.schema, 0, walk)
  walk.leave(root.followed)
  const adapted = withDefinitions(answer, walk)
  return Object.keys(adapted).length > 0 ? adapted : undefined
}

/** Gemini refuses an object schema without properties at the root. */
function isEmptyObject({ properties, additionalProperties }: JsonObject): boolean {
  const hasProperties = isJsonObject(properties) && Object.keys(properties).length > 0
  return !hasProperties && !isJsonObject(additionalProperties)
}

/** Adds the definitions that the result still refers to, which may refer to further ones. */
function withDefinitions(adapted: JsonObject, walk: Walk): JsonObject {
  const definitions: [string, JsonObject][] = []
  for (const [name, { pointer, schema }] of walk.kept) {
    walk.enter(pointer)
    definitions.push([name, adaptNode(schema, 1, walk)])
    walk.leave([pointer])
  }
  return definitions.length > 0 ? { ...adapted, $defs: Object.fromEntries(definitions) } : adapted
}
