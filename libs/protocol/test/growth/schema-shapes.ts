import type { JsonObject } from '../../src/index.ts'

export type SchemaOfSize = (size: number) => JsonObject

function list<T>(size: number, item: (at: number) => T): T[] {
  return Array.from({ length: size }, (_, at) => item(at))
}

function members<T>(size: number, item: (at: number) => T): Record<string, T> {
  return Object.fromEntries(list(size, (at) => [`p${at}`, item(at)]))
}

const names = (size: number) => list(size, (at) => `p${at}`)
const text = { type: 'string' }

function nested(size: number, wrap: (inner: JsonObject) => JsonObject): JsonObject {
  let schema: JsonObject = { type: 'object', properties: { leaf: text } }
  for (let depth = 0; depth < size; depth++) schema = wrap(schema)
  return schema
}

/** JSON Schemas that are cheap to send; `size` counts their members. */
export const schemaShapes: Readonly<Record<string, SchemaOfSize>> = {
  'many properties': (size) => ({ type: 'object', properties: members(size, () => text), required: names(size) }),
  'allOf of many properties': (size) => ({ allOf: list(size, (at) => ({ properties: { [`p${at}`]: text } })) }),
  'allOf of one property': (size) => ({ allOf: list(size, () => ({ properties: { p: text } })) }),
  'allOf of required names': (size) => ({
    properties: members(size, () => text),
    allOf: list(size, (at) => ({ required: [`p${at}`] })),
  }),
  'allOf that cannot agree': (size) => ({
    properties: { p: { allOf: list(size, (at) => ({ type: at % 2 === 0 ? 'string' : 'number', enum: [at] })) } },
  }),
  'allOf of two long enums': (size) => ({
    properties: { p: { allOf: [{ enum: names(size) }, { enum: names(size).toReversed() }] } },
  }),
  'allOf of two long type lists': (size) => ({
    properties: { p: { allOf: [{ type: names(size) }, { type: names(size).toReversed() }] } },
  }),
  'allOf of references': (size) => ({
    allOf: list(size, (at) => ({ $ref: `#/$defs/p${at}` })),
    $defs: members(size, () => ({ type: 'object' })),
  }),
  'long enum': (size) => ({ properties: { p: { enum: names(size) } } }),
  'long mixed enum': (size) => ({ properties: { p: { enum: list(size, (at) => (at % 2 === 0 ? at : `p${at}`)) } } }),
  'long tuple': (size) => ({ properties: { p: { type: 'array', prefixItems: list(size, () => text) } } }),
  'many alternatives': (size) => ({ anyOf: list(size, (at) => ({ properties: { [`p${at}`]: text } })) }),
  'alternatives with long required lists': (size) => ({
    type: 'object',
    anyOf: list(3, () => ({ properties: { p: text }, required: names(size) })),
  }),
  'alternatives of one property': (size) => ({
    type: 'object',
    oneOf: list(size, () => ({ properties: { p: text }, required: ['p'] })),
  }),
  'chain of references': (size) => ({
    type: 'object',
    properties: { p: { $ref: '#/$defs/p0' } },
    $defs: members(size, (at) => ({ $ref: `#/$defs/p${at + 1}`, [`x${at}`]: 1, title: 't' })),
  }),
  'many references to one': (size) => ({
    type: 'object',
    properties: members(size, () => ({ $ref: '#/$defs/one', type: 'object' })),
    $defs: { one: { type: 'object', properties: { p: text } } },
  }),
  'many references to one long enum': (size) => ({
    type: 'object',
    properties: members(size, () => ({ $ref: '#/$defs/one', title: 't' })),
    $defs: { one: { enum: names(size) } },
  }),
  'many references to one long text': (size) => ({
    type: 'object',
    properties: members(size, () => ({ $ref: '#/$defs/one', title: 't' })),
    $defs: { one: { type: 'string', description: 'd'.repeat(size * 10) } },
  }),
  'references that lead nowhere': (size) => ({
    type: 'object',
    properties: members(size, () => ({ $ref: `#/${'a/'.repeat(20)}` })),
  }),
  'long reference': (size) => ({ type: 'object', properties: { p: { $ref: `#${'/a'.repeat(size)}` } } }),
  'circle of references': (size) => ({
    type: 'object',
    properties: { p: { $ref: '#/$defs/p0' } },
    $defs: members(size, (at) => ({
      type: 'object',
      properties: { next: { $ref: `#/$defs/p${(at + 1) % size}` } },
    })),
  }),
  'deep properties': (size) => nested(Math.min(size, 60), (inner) => ({ type: 'object', properties: { p: inner } })),
  'deep allOf': (size) => nested(Math.min(size, 60), (inner) => ({ allOf: [inner, { properties: { q: text } }] })),
  'deep not': (size) => ({ properties: { p: nested(Math.min(size, 60), (inner) => ({ not: inner, title: 't' })) } }),
}
