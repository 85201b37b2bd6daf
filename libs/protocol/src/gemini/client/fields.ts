import { camelCase, snakeCase } from '../../json/case.ts'
import { type FieldRules, Fields as JsonFields } from '../../json/fields.ts'
import type { Json } from '../../json/json.ts'

const rules: FieldRules = {
  // google-genai for Python mixes both spellings in one body.
  spelling: { sent: snakeCase, told: camelCase },
  // People write `parts: {text}` by hand.
  loneObjects: true,
  missingName: 'is missing; it must be a non-empty string',
  says: (value) => value !== null,
}

/** An object of a Gemini client's request, its members named in camelCase. */
export class Fields extends JsonFields {
  constructor(value: Json, at: string) {
    super(value, at, rules)
  }
}
