import { type FieldRules, Fields as JsonFields } from '../../json/fields.ts'
import type { Json } from '../../json/json.ts'
import { isSaid } from '../wire.ts'

const rules: FieldRules = { loneObjects: false, missingName: 'must be a non-empty string', says: isSaid }

/** An object of an OpenAI client's request: one spelling, and what is empty need not be told. */
export class Fields extends JsonFields {
  constructor(value: Json, at: string) {
    super(value, at, rules)
  }
}
