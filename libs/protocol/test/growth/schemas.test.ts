import { describe, expect, it } from '@jest/globals'
import { adaptResponseSchema, adaptToolSchema } from '../../src/gemini/backend/schema/index.ts'
import { createSchemaBudget } from '../../src/gemini/backend/schema/walk.ts'
import { schemaToJsonSchema } from '../../src/gemini/client/schema.ts'
import type { JsonObject } from '../../src/index.ts'
import { growthFaults, type Work } from './measure.ts'
import { type SchemaOfSize, schemaShapes } from './schema-shapes.ts'

function workOf(schemaOf: SchemaOfSize, read: (schema: JsonObject) => unknown): Work {
  return (size) => {
    const schema = schemaOf(size)
    return () => JSON.stringify(read(schema))
  }
}

/** Shapes that say one thing often grow faster, up to the cap on what expansion may copy. */
function isCapped(name: string): boolean {
  return name.startsWith('many references to one long')
}

describe('a JSON Schema costs no more than in proportion to its size', () => {
  it.each(Object.entries(schemaShapes))('%s', (name, schemaOf) => {
    const works = {
      arguments: workOf(schemaOf, (schema) => adaptToolSchema(schema, 'at', createSchemaBudget())),
      answer: workOf(schemaOf, (schema) => adaptResponseSchema(schema, 'at', createSchemaBudget())),
      'from Google': workOf(schemaOf, schemaToJsonSchema),
    }
    expect(growthFaults(works, { min: isCapped(name) ? 1024 : 64, max: 1024 })).toEqual([])
  })
})
