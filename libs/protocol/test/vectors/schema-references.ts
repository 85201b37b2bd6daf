import { expect } from '@jest/globals'
import type { Json, JsonObject } from '../../src/index.ts'
import { valueAt } from './check.ts'
import { toolSchema } from './macros.ts'
import { integer, object, type SchemaVector, text, toolParameters } from './schema.ts'

const ref = (name: string): JsonObject => ({ $ref: `#/$defs/${name}` })

const references: readonly SchemaVector[] = [
  {
    id: 'T308',
    name: 'a reference with siblings is replaced by its target, and the siblings win',
    root: { ...object({ x: { ...ref('A'), description: 'd', default: 1 } }), $defs: { A: integer } },
    holds: (schema) => expect(at(schema, 'x')).toEqual({ type: 'integer', description: 'd', default: 1 }),
  },
  {
    id: 'T308',
    name: 'a bare reference stays',
    root: { ...object({ x: ref('A') }), $defs: { A: integer } },
    becomes: 'unchanged',
  },
  {
    id: 'T310',
    name: 'recursion through an optional property stays',
    root: { ...object({ x: ref('N') }), $defs: { N: object({ v: integer, next: ref('N') }, ['v']) } },
    becomes: 'unchanged',
  },
  {
    id: 'T311',
    name: 'recursion through a required property is cut after three expansions',
    root: { ...object({ x: ref('N') }), $defs: { N: object({ next: ref('N') }, ['next']) } },
    holds: (schema) => expect(at(schema, 'x')).toEqual(nested(3)),
  },
  {
    id: 'T311',
    name: 'a required reference to the root is cut',
    root: object({ x: { $ref: '#' } }, ['x']),
    holds(schema) {
      expect(JSON.stringify(schema)).not.toContain('$ref')
      expect(schema).toMatchObject({ type: 'object', properties: { x: { type: 'object' } } })
    },
  },
  {
    id: 'T311',
    name: 'a definition that is itself takes anything',
    root: { ...object({ x: ref('A') }), $defs: { A: ref('A') } },
    holds: (schema) => expect(at(schema, 'x')).toEqual({}),
  },
  {
    id: 'T332',
    name: 'a root that is a reference is replaced by its target',
    root: {
      $ref: '#/definitions/X',
      definitions: { X: toolSchema },
      $schema: 'http://json-schema.org/draft-07/schema#',
    },
    becomes: toolSchema,
  },
]

const hostile: readonly SchemaVector[] = [
  {
    id: 'T334',
    name: 'a schema of 10 000 levels is refused',
    text: `${'{"type":"object","properties":{"x":'.repeat(10_000)}{}${'}}'.repeat(10_000)}`,
    becomes: 'refused',
  },
  {
    id: 'T334',
    name: 'a schema of 150 lists in lists is refused by name, though JSON may be that deep',
    text: `{"type":"object","properties":{"x":${'{"items":'.repeat(150)}{}${'}'.repeat(150)}}}`,
    becomes: 'refused',
    param: toolParameters,
  },
  {
    id: 'T334',
    name: 'references whose replacement doubles at every level are refused',
    root: { ...object({ x: doubled(0) }), $defs: Object.fromEntries(doublings(100)) },
    becomes: 'refused',
    param: toolParameters,
  },
]

function at(schema: Json, property: string): Json | undefined {
  return valueAt(schema, `properties.${property}`)
}

function nested(levels: number): JsonObject {
  return levels === 0 ? { type: 'object' } : object({ next: nested(levels - 1) }, ['next'])
}

/** The description forces the reference to be replaced rather than kept. */
function doubled(level: number): JsonObject {
  const target = { ...ref(`A${level}`), description: 'd' }
  return object({ l: target, r: target })
}

function doublings(levels: number): [string, JsonObject][] {
  return Array.from({ length: levels }, (_, level) => [`A${level}`, level + 1 < levels ? doubled(level + 1) : text])
}

export const schemaReferenceVectors: readonly SchemaVector[] = [...references, ...hostile]
