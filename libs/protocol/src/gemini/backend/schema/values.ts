import type { Json, JsonObject } from '../../../json/json.ts'
import { commonTypeOf, type TypeName, typesOf } from './types.ts'

/** What `type`, `enum` and `const` of a schema come to. */
interface Values {
  readonly types: readonly TypeName[]
  readonly enum?: Json[]
  /** The values in words, where Gemini has no enum for them. */
  readonly hint?: string
}

/** Gemini has enums of strings and of numbers, without empty strings and null. */
export function adaptValues(schema: JsonObject): Values {
  const named = typesOf(schema)
  const given = givenValues(schema)
  if (!given) return { types: named }
  const values = [...new Set(given.values)]
  const told = values.filter((value) => value !== null && value !== '')
  const types = named.length > 0 ? named : typesOfValues(values)
  if (told.length === 0) return { types }
  const type = commonTypeOf(told)
  if (type === 'string' || type === 'integer' || type === 'number') return { types, enum: told }
  return { types, hint: `${given.label}: ${told.map((value) => JSON.stringify(value)).join(', ')}` }
}

function givenValues(schema: JsonObject): { readonly label: string; readonly values: readonly Json[] } | undefined {
  if (schema.const !== undefined) return { label: 'const', values: [schema.const] }
  return Array.isArray(schema.enum) ? { label: 'one of', values: schema.enum } : undefined
}

function typesOfValues(values: readonly Json[]): TypeName[] {
  const type = commonTypeOf(values.filter((value) => value !== null))
  const types: TypeName[] = type === undefined ? [] : [type]
  return values.includes(null) && (type !== undefined || values.length === 1) ? [...types, 'null'] : types
}
