import type { JsonObject } from '../../../json/json.ts'

const hintCharsMax = 500

/** Tells the model in the description what the schema can no longer say. */
export function withHints(schema: JsonObject, hints: readonly string[]): JsonObject {
  if (hints.length === 0) return schema
  const { description } = schema
  const before = typeof description === 'string' && description !== '' ? [description] : []
  return { ...schema, description: [...before, ...hints.map((hint) => hint.slice(0, hintCharsMax))].join('\n') }
}
