import { isJsonObject, type Json, type JsonObject } from '../../../json/json.ts'
import { Allowed } from './allowed.ts'
import { withHints } from './hints.ts'

/** What two numbers come to. */
type Combine = (first: number, second: number) => number

/** Keywords of numbers where both schemas count. */
const bounds: Readonly<Record<string, Combine>> = {
  minimum: Math.max,
  exclusiveMinimum: Math.max,
  minLength: Math.max,
  minItems: Math.max,
  minProperties: Math.max,
  maximum: Math.min,
  exclusiveMaximum: Math.min,
  maxLength: Math.min,
  maxItems: Math.min,
  maxProperties: Math.min,
}

/**
 * One schema for what fits several, as near as one can say it; of keywords that cannot be combined the first one stands.
 * Each schema that is added costs its own size, not that of all before it.
 */
export class MergedSchema {
  readonly #members = new Map<string, Json>()
  /** Properties with what each schema says of them. */
  readonly #properties = new Map<string, Json[]>()
  readonly #required = new Set<Json>()
  readonly #allowed = new Map<string, Allowed>()
  /** What only a later schema said and one schema cannot say. */
  readonly #conflicts: string[] = []

  add(schema: JsonObject): void {
    for (const [keyword, value] of Object.entries(schema)) {
      const known = this.#members.get(keyword)
      if (known === undefined) this.#members.set(keyword, value)
      if (keyword === 'properties') this.#addProperties(known, value)
      else if (keyword === 'required') this.#addRequired(known, value)
      else if (keyword === 'type' || keyword === 'enum') this.#restrict(keyword, value)
      else if (known !== undefined) this.#bound(keyword, known, value)
    }
  }

  result(): JsonObject {
    if (isJsonObject(this.#members.get('properties'))) this.#members.set('properties', this.#allProperties())
    if (Array.isArray(this.#members.get('required'))) this.#members.set('required', [...this.#required])
    for (const [keyword, allowed] of this.#allowed) {
      const { values } = allowed
      this.#members.set(keyword, keyword === 'type' && values.length === 1 ? values[0]! : values)
    }
    return withHints(Object.fromEntries(this.#members), this.#conflicts)
  }

  #addProperties(known: Json | undefined, value: Json): void {
    if (!isJsonObject(value) || !(known === undefined || isJsonObject(known))) return
    for (const [name, schema] of Object.entries(value)) {
      const schemas = this.#properties.get(name)
      if (schemas) schemas.push(schema)
      else this.#properties.set(name, [schema])
    }
  }

  /** A property of several must fit them all; whoever adapts it merges its `allOf` in turn. */
  #allProperties(): JsonObject {
    const properties = [...this.#properties].map(([name, [first = {}, ...others]]): [string, Json] => {
      return [name, others.length === 0 ? first : { allOf: [first, ...others] }]
    })
    return Object.fromEntries(properties)
  }

  #addRequired(known: Json | undefined, value: Json): void {
    if (!Array.isArray(value) || !(known === undefined || Array.isArray(known))) return
    for (const name of value) this.#required.add(name)
  }

  #restrict(keyword: 'type' | 'enum', value: Json): void {
    const values = Array.isArray(value) ? value : [value]
    const allowed = this.#allowed.get(keyword)
    if (allowed === undefined) this.#allowed.set(keyword, new Allowed(values))
    else if (allowed.restrict(values)) return
    else if (keyword === 'type' && isInteger(allowed, values)) this.#allowed.set(keyword, new Allowed(['integer']))
    else this.#conflict(keyword, value)
  }

  #bound(keyword: string, known: Json, value: Json): void {
    const combine = Object.hasOwn(bounds, keyword) ? bounds[keyword] : undefined
    if (combine && typeof known === 'number' && typeof value === 'number') {
      this.#members.set(keyword, combine(known, value))
    }
  }

  #conflict(keyword: string, value: Json): void {
    this.#conflicts.push(`also required: ${keyword} ${JSON.stringify(value)}`)
  }
}

/** Every integer is a number. */
function isInteger(types: Allowed, others: readonly Json[]): boolean {
  return (types.has('number') && others.includes('integer')) || (types.has('integer') && others.includes('number'))
}
