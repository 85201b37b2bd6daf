import { isJsonObject, type Json, type JsonObject } from '../../../json/json.ts'

interface Merged {
  readonly schema: JsonObject
  /** What only the second said and one schema cannot say. */
  readonly conflicts: readonly string[]
}

type Combine = (first: Json, second: Json) => Json | undefined

const larger: Combine = (first, second) =>
  typeof first === 'number' && typeof second === 'number' ? Math.max(first, second) : undefined
const smaller: Combine = (first, second) =>
  typeof first === 'number' && typeof second === 'number' ? Math.min(first, second) : undefined
const common: Combine = (first, second) => {
  if (!Array.isArray(first) || !Array.isArray(second)) return undefined
  const both = first.filter((value) => second.includes(value))
  return both.length > 0 ? both : undefined
}

/** Keywords where both schemas count; of the others the first one's stands. */
const combinations: Readonly<Record<string, Combine>> = {
  type: commonType,
  properties: allProperties,
  required: allNames,
  enum: common,
  minimum: larger,
  exclusiveMinimum: larger,
  minLength: larger,
  minItems: larger,
  minProperties: larger,
  maximum: smaller,
  exclusiveMaximum: smaller,
  maxLength: smaller,
  maxItems: smaller,
  maxProperties: smaller,
}

/** A schema for what fits both, as near as one schema can say it. */
export function mergeSchemas(first: JsonObject, second: JsonObject): Merged {
  const members = new Map(Object.entries(first))
  const conflicts: string[] = []
  for (const [keyword, value] of Object.entries(second)) {
    const own = members.get(keyword)
    const combine = Object.hasOwn(combinations, keyword) ? combinations[keyword] : undefined
    const combined = own === undefined ? value : combine?.(own, value)
    if (combined !== undefined) members.set(keyword, combined)
    else if (keyword === 'type' || keyword === 'enum')
      conflicts.push(`also required: ${keyword} ${JSON.stringify(value)}`)
  }
  return { schema: Object.fromEntries(members), conflicts }
}

function commonType(first: Json, second: Json): Json | undefined {
  const [firsts, seconds] = [typesIn(first), typesIn(second)]
  const both = firsts.filter((type) => seconds.includes(type))
  // Every integer is a number.
  if (both.length === 0 && firsts.includes('number') && seconds.includes('integer')) return 'integer'
  if (both.length === 0 && firsts.includes('integer') && seconds.includes('number')) return 'integer'
  return both.length > 1 ? both : both[0]
}

function typesIn(type: Json): Json[] {
  return Array.isArray(type) ? type : [type]
}

/** A property of both must fit both; whoever adapts it merges its `allOf` in turn. */
function allProperties(first: Json, second: Json): Json | undefined {
  if (!isJsonObject(first) || !isJsonObject(second)) return undefined
  const properties = new Map(Object.entries(first))
  for (const [name, schema] of Object.entries(second)) {
    const own = properties.get(name)
    properties.set(name, own === undefined ? schema : { allOf: [own, schema] })
  }
  return Object.fromEntries(properties)
}

function allNames(first: Json, second: Json): Json | undefined {
  return Array.isArray(first) && Array.isArray(second) ? [...new Set([...first, ...second])] : undefined
}
