import { isObject, type Json, type JsonObject } from '../json.ts'

const limits = { depthMax: 8 }

/** Values that look right for names that tools often have. */
const byName: Record<string, Json> = {
  city: 'Bern',
  location: 'Bern',
  country: 'Switzerland',
  name: 'Ada',
  query: 'weather in Bern',
  path: 'README.md',
  file_path: 'README.md',
  command: 'ls',
  url: 'https://example.com/',
  unit: 'celsius',
  days: 2,
}

const byFormat: Record<string, string> = {
  'date-time': '2026-11-20T12:00:00Z',
  date: '2026-11-20',
  time: '12:00:00Z',
  email: 'ada@example.com',
  uri: 'https://example.com/',
  uuid: '7d0f2a1e-4c3b-4a59-8a77-0c5f6b1d2e3f',
}

/** A value that fits the schema (JSON Schema, or the upper-case types of Gemini's own), the same one every time. */
export function sampleOf(schema: Json | undefined): Json {
  return sample(schema, '', { root: schema, depth: 0 })
}

interface Place {
  readonly root: Json | undefined
  readonly depth: number
}

function sample(schema: Json | undefined, name: string, place: Place): Json {
  if (!isObject(schema) || place.depth > limits.depthMax) return byName[name] ?? 'text'
  const inside = { ...place, depth: place.depth + 1 }
  if (typeof schema.$ref === 'string') return sample(resolve(place.root, schema.$ref), name, inside)
  if (schema.const !== undefined) return schema.const
  if (Array.isArray(schema.enum) && schema.enum[0] !== undefined) return schema.enum[0]
  const choice = [schema.anyOf, schema.oneOf, schema.allOf].find((list) => Array.isArray(list))
  if (Array.isArray(choice)) return sample(choice[0], name, inside)
  const type = typeOf(schema)
  const create = samplers[type]
  return create === undefined ? (byName[name] ?? 'text') : create(schema, name, inside)
}

function typeOf(schema: JsonObject): string {
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== 'null') : schema.type
  if (typeof type === 'string') return type.toLowerCase()
  return isObject(schema.properties) ? 'object' : ''
}

type Sampler = (schema: JsonObject, name: string, place: Place) => Json

const samplers: Partial<Record<string, Sampler>> = {
  object: (schema, _name, place) =>
    Object.fromEntries(
      Object.entries(isObject(schema.properties) ? schema.properties : {}).map(([key, value]) => [
        key,
        sample(value, key, place),
      ]),
    ),
  array: (schema, name, place) => {
    const length = Math.max(1, numberOr(schema.minItems, 1))
    return Array.from({ length }, () => sample(schema.items, name, place))
  },
  string: (schema, name) => {
    const known = byName[name]
    const text = byFormat[String(schema.format)] ?? (typeof known === 'string' ? known : 'text')
    return text.padEnd(numberOr(schema.minLength, 0), '.').slice(0, numberOr(schema.maxLength, text.length + 1_000))
  },
  integer: (schema, name) => Math.ceil(numberIn(schema, name)),
  number: (schema, name) => numberIn(schema, name),
  boolean: () => true,
  null: () => null,
}

function numberIn(schema: JsonObject, name: string): number {
  const known = byName[name]
  const wanted = typeof known === 'number' ? known : 1
  return Math.min(Math.max(wanted, numberOr(schema.minimum, wanted)), numberOr(schema.maximum, Number.MAX_VALUE))
}

/** Gemini's int64 bounds may be strings. */
const numberOr = (value: Json | undefined, fallback: number): number =>
  value === undefined || Number.isNaN(Number(value)) ? fallback : Number(value)

function resolve(root: Json | undefined, reference: string): Json | undefined {
  let found: Json | undefined = root
  for (const name of reference.replace(/^#\/?/, '').split('/').filter(Boolean)) {
    found = isObject(found) ? found[name] : undefined
  }
  return found
}
