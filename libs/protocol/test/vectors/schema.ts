import { expect } from '@jest/globals'
import { isJsonObject, type Json, type JsonObject } from '../../src/index.ts'
import { valueAt } from './check.ts'

/** A schema and what Gemini gets for it, as `parametersJsonSchema`. */
export interface SchemaVector {
  readonly id: `T${number}`
  readonly name: string
  /** The schema of property `x` below an object. */
  readonly x?: Json
  /** The whole schema. */
  readonly root?: Json
  /** The whole schema as the client wrote it. */
  readonly text?: string
  /** What `x` or the root becomes; `unchanged`; `omitted`: no schema is sent; `refused`: 400. */
  readonly becomes?: Json | 'unchanged' | 'omitted' | 'refused'
  /** The field that a refusal names. */
  readonly param?: string
  /** What no table can say of `x` or the root. */
  readonly holds?: (schema: Json) => void
}

export const toolParameters = 'tools[0].function.parameters'
export const text: JsonObject = { type: 'string' }
export const integer: JsonObject = { type: 'integer' }

/** An object whose optional or required members these are. */
export function object(properties: JsonObject, required?: string[]): JsonObject {
  return required ? { type: 'object', properties, required } : { type: 'object', properties }
}

const bounds: readonly SchemaVector[] = [
  ...(
    [
      [{ exclusiveMinimum: 0 }, { minimum: 1 }],
      [{ exclusiveMinimum: 1.5 }, { minimum: 2 }],
      [{ exclusiveMaximum: 10 }, { maximum: 9 }],
      [{ minimum: 5, exclusiveMinimum: 0 }, { minimum: 5 }],
    ] as const
  ).map(
    ([from, to]): SchemaVector => ({
      id: 'T301',
      name: `an integer with ${JSON.stringify(from)}`,
      x: { type: 'integer', ...from },
      becomes: { type: 'integer', ...to },
    }),
  ),
  {
    id: 'T302',
    name: 'a number keeps its open bound in words',
    x: { type: 'number', exclusiveMinimum: 0 },
    becomes: { type: 'number', minimum: 0, description: 'exclusiveMinimum: 0' },
  },
]

const values: readonly SchemaVector[] = [
  { id: 'T304', name: 'const text', x: { const: 'a' }, becomes: { type: 'string', enum: ['a'] } },
  { id: 'T304', name: 'const number', x: { const: 1 }, becomes: { type: 'integer', enum: [1] } },
  { id: 'T304', name: 'const boolean', x: { const: true }, becomes: { type: 'boolean', description: 'const: true' } },
  { id: 'T304', name: 'const null', x: { const: null }, becomes: { type: 'null' } },
  { id: 'T305', name: 'an enum of numbers stays', x: { type: 'integer', enum: [1, 2] }, becomes: 'unchanged' },
  {
    id: 'T307',
    name: 'an enum loses its empty member',
    x: { type: 'string', enum: ['', 'a'] },
    becomes: { type: 'string', enum: ['a'] },
  },
  { id: 'T307', name: 'an enum without members goes', x: { type: 'string', enum: [''] }, becomes: text },
  {
    id: 'T307',
    name: 'an enum of booleans is told in words',
    x: { type: 'boolean', enum: [true] },
    becomes: { type: 'boolean', description: 'one of: true' },
  },
  {
    id: 'T325',
    name: 'a default is data',
    x: { ...object({ a: text }), default: { $schema: 'k', examples: 1 } },
    becomes: 'unchanged',
  },
  { id: 'T325', name: 'a default of another type goes', x: { type: 'integer', default: '1' }, becomes: integer },
]

const unions: readonly SchemaVector[] = [
  {
    id: 'T313',
    name: 'allOf of objects is one object',
    x: { allOf: [object({ a: text }, ['a']), { properties: { b: integer }, required: ['b'] }] },
    becomes: object({ a: text, b: integer }, ['a', 'b']),
  },
  {
    id: 'T313',
    name: 'allOf of two types keeps the first and names the conflict',
    x: { allOf: [text, integer] },
    holds(schema) {
      expect(schema).toMatchObject({ type: 'string', description: expect.stringContaining('integer') })
      expect(schema).not.toHaveProperty('allOf')
    },
  },
  {
    id: 'T314',
    name: 'anyOf with null stays',
    x: { anyOf: [text, { type: 'null' }], description: 'd' },
    becomes: 'unchanged',
  },
  { id: 'T316', name: 'oneOf stays', x: { oneOf: [text, integer] }, becomes: 'unchanged' },
  { id: 'T317', name: 'a type or null stays', x: { type: ['string', 'null'] }, becomes: 'unchanged' },
  { id: 'T317', name: 'a list of types stays', x: { type: ['string', 'integer', 'null'] }, becomes: 'unchanged' },
]

const shapes: readonly SchemaVector[] = [
  { id: 'T319', name: 'an empty object below the root stays', x: object({}), becomes: 'unchanged' },
  { id: 'T319', name: 'an empty root is no schema', root: object({}), becomes: 'omitted' },
  {
    id: 'T320',
    name: 'a required name that is no property goes',
    x: object({ a: text }, ['a', 'zz']),
    becomes: object({ a: text }, ['a']),
  },
  {
    id: 'T320',
    name: 'required without names goes',
    x: object({ a: text }, ['zz']),
    becomes: object({ a: text }),
  },
  {
    id: 'T326',
    name: 'an array without items takes anything',
    x: { type: 'array' },
    becomes: { type: 'array', items: {} },
  },
  {
    id: 'T326',
    name: 'a list of items is a tuple',
    x: { type: 'array', items: [text, integer] },
    becomes: { type: 'array', prefixItems: [text, integer] },
  },
  {
    id: 'T328',
    name: 'object keywords on a string go',
    x: { type: 'string', properties: { a: {} }, required: ['a'] },
    becomes: text,
  },
  {
    id: 'T329',
    name: 'schema true takes anything and schema false is no property',
    root: object({ x: true, y: false }, ['x', 'y']),
    becomes: object({ x: {} }, ['x']),
  },
  { id: 'T331', name: 'a root that is no object is refused', root: text, becomes: 'refused', param: toolParameters },
  {
    id: 'T331',
    name: 'a root of alternatives is one object of them all',
    root: { anyOf: [object({ a: text }), object({ b: text })] },
    becomes: object({ a: text, b: text }),
  },
]

const names: readonly SchemaVector[] = [
  {
    id: 'T322',
    name: 'properties named like keywords are data',
    root: object(
      { examples: { type: 'array', items: text }, strict: { type: 'boolean' }, $schema: text, const: text },
      ['examples'],
    ),
    becomes: 'unchanged',
  },
  {
    id: 'T323',
    name: 'a property named __proto__ survives and changes no prototype',
    text: '{"type":"object","properties":{"__proto__":{"type":"string"},"constructor":{"type":"string"}}}',
    holds(schema) {
      const properties = valueAt(schema, 'properties')
      expect(isJsonObject(properties) ? Object.keys(properties) : []).toEqual(['__proto__', 'constructor'])
      expect(Object.prototype).not.toHaveProperty('type')
      expect(JSON.stringify(properties)).toBe('{"__proto__":{"type":"string"},"constructor":{"type":"string"}}')
    },
  },
]

export const schemaVectors: readonly SchemaVector[] = [...bounds, ...values, ...unions, ...shapes, ...names]

/** Arguments of a call that only look like a schema: they are the model's data. */
export const argumentVectors = [
  {
    id: 'T335',
    name: 'arguments with keys like keywords stay as they are',
    args: { title: 't', $schema: 's', const: 1 },
  },
] as const
