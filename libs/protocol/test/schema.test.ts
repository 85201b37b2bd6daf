import { describe, expect, it } from '@jest/globals'
import { GatewayError } from '../src/canonical/error.ts'
import { adaptResponseSchema, adaptToolSchema } from '../src/gemini/backend/schema/index.ts'
import { createSchemaBudget } from '../src/gemini/backend/schema/walk.ts'
import { isJsonObject, type Json, type JsonObject } from '../src/json/json.ts'

const text = { type: 'string' }
const integer = { type: 'integer' }
const at = 'tools[0].function.parameters'

function adapt(schema: Json): JsonObject | undefined {
  return adaptToolSchema(schema, at, createSchemaBudget())
}

/** What the schema of a property becomes. */
function adaptProperty(schema: Json, definitions: JsonObject = {}): Json | undefined {
  const properties = adapt({ type: 'object', properties: { x: schema }, ...definitions })?.properties
  return isJsonObject(properties) ? properties.x : undefined
}

function refusal(adaptation: () => unknown): GatewayError {
  try {
    adaptation()
  } catch (error) {
    if (error instanceof GatewayError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('a schema for Gemini', () => {
  it.each<[string, Json, Json]>([
    [
      'makes a nullable enum an alternative',
      { type: ['string', 'null'], enum: ['a', null], description: 'd' },
      { anyOf: [{ type: 'string', enum: ['a'] }, { type: 'null' }], description: 'd' },
    ],
    ['tells an enum of mixed values in words', { enum: [1, 'a'] }, { description: 'one of: 1, "a"' }],
    [
      'keeps the description before what it adds',
      { ...integer, multipleOf: 2, description: 'd' },
      { ...integer, description: 'd\nmultipleOf: 2' },
    ],
    [
      'reads the open bounds of draft 4',
      { type: 'integer', minimum: 3, exclusiveMinimum: true },
      { type: 'integer', minimum: 4 },
    ],
    [
      'keeps a closed bound that is tighter than the open one',
      { type: 'number', maximum: 1, exclusiveMaximum: 5 },
      { type: 'number', maximum: 1 },
    ],
    ['reads types in capitals and nullable', { type: 'STRING', nullable: true }, { type: ['string', 'null'] }],
    ['drops the type beside alternatives', { type: 'string', anyOf: [text, integer] }, { anyOf: [text, integer] }],
    [
      'drops alternatives that only say which properties belong together',
      { type: 'object', properties: { a: text }, oneOf: [{ required: ['a'] }, { required: ['b'] }] },
      { type: 'object', properties: { a: text } },
    ],
    [
      'lifts the required of draft 3 out of the property',
      { properties: { a: { type: 'string', required: true }, b: { ...text, required: false } } },
      { type: 'object', properties: { a: text, b: text }, required: ['a'] },
    ],
    ['knows a type by its keywords', { items: integer }, { type: 'array', items: integer }],
    [
      'keeps what a tuple says of further items',
      { type: 'array', prefixItems: [text], items: false, additionalItems: true },
      { type: 'array', prefixItems: [text] },
    ],
    [
      'deletes what Gemini has no keyword for',
      {
        ...text,
        $comment: 'c',
        examples: ['e'],
        deprecated: true,
        'x-order': 1,
        contentEncoding: 'base64',
        if: {},
        uniqueItems: true,
      },
      text,
    ],
    ['deletes keywords of the wrong type', { ...text, title: 5, maxLength: 'long', description: {} }, text],
    [
      'keeps a map of schemas',
      { type: 'object', additionalProperties: { $id: 'i', ...text } },
      { type: 'object', additionalProperties: text },
    ],
    [
      'merges what two members of allOf say of one property',
      {
        allOf: [
          { properties: { a: { ...text, minLength: 1 } } },
          { properties: { a: { ...text, minLength: 3, maxLength: 9 } } },
        ],
      },
      { type: 'object', properties: { a: { ...text, minLength: 3, maxLength: 9 } } },
    ],
    ['takes the narrower of integer and number', { allOf: [{ type: 'number' }, integer] }, integer],
  ])('%s', (_name, schema, adapted) => {
    expect(adaptProperty(schema)).toEqual(adapted)
  })

  it('says where a reference leads that it does not follow', () => {
    expect(adaptProperty({ $ref: 'https://x.test/a.json' })).toEqual({
      description: 'unresolved reference: https://x.test/a.json',
    })
    expect(adaptProperty({ $ref: '#/$defs/none', title: 't' })).toMatchObject({ title: 't' })
  })

  it('keeps a reference to a recursive definition and drops what stands beside it', () => {
    const $defs = { N: { type: 'object', properties: { next: { $ref: '#/$defs/N' } } } }
    expect(adaptProperty({ $ref: '#/$defs/N', description: 'd' }, { $defs })).toEqual({ $ref: '#/$defs/N' })
    expect(adaptProperty({ allOf: [{ $ref: '#/$defs/N' }], description: 'd' }, { $defs })).toEqual({
      $ref: '#/$defs/N',
    })
  })

  it('renames definitions and sends only those that are used', () => {
    const definitions = { 'a/b': text, unused: integer, B: { $ref: '#/definitions/a~1b' } }
    expect(adapt({ type: 'object', properties: { x: { $ref: '#/definitions/B' } }, definitions })).toEqual({
      type: 'object',
      properties: { x: { $ref: '#/$defs/B' } },
      $defs: { B: { $ref: '#/$defs/a~1b' }, 'a/b': text },
    })
  })

  it('replaces references to places that are no definitions', () => {
    const root = { type: 'object', properties: { x: { ...text, maxLength: 3 }, y: { $ref: '#/properties/x' } } }
    expect(adapt(root)).toMatchObject({ properties: { y: { type: 'string', maxLength: 3 } } })
  })

  it('keeps apart definitions of one name in both containers', () => {
    const containers = { $defs: { A: text }, definitions: { A: integer } }
    expect(adaptProperty({ $ref: '#/$defs/A' }, containers)).toEqual(text)
    expect(adaptProperty({ $ref: '#/definitions/A' }, containers)).toEqual(integer)
  })

  it('cuts a value that may hold itself without promising that it is an object', () => {
    const $defs = { J: { anyOf: [text, { type: 'array', items: { $ref: '#/$defs/J' } }] } }
    const adapted = JSON.stringify(adaptProperty({ $ref: '#/$defs/J' }, { $defs }))
    expect(adapted).not.toContain('$ref')
    expect(adapted).toContain('{"type":"array","items":{}}')
  })

  it('cuts a definition that repeats itself through allOf', () => {
    const $defs = { N: { allOf: [{ properties: { next: { $ref: '#/$defs/N' } }, required: ['next'] }] } }
    expect(JSON.stringify(adaptProperty({ $ref: '#/$defs/N' }, { $defs })).match(/"next":/g)).toHaveLength(3)
  })
})

describe('the root of a schema', () => {
  it('requires of alternatives only what all of them require', () => {
    const alternative = (name: string, required: string[]): JsonObject => ({
      type: 'object',
      properties: { [name]: text, k: text },
      required,
    })
    expect(adapt({ oneOf: [alternative('a', ['a', 'k']), alternative('b', ['b', 'k'])] })).toEqual({
      type: 'object',
      properties: { a: text, k: { anyOf: [text, text] }, b: text },
      required: ['k'],
    })
  })

  it('may be any type for an answer', () => {
    expect(adaptResponseSchema({ type: 'array', items: { const: 1 } }, at, createSchemaBudget())).toEqual({
      type: 'array',
      items: { type: 'integer', enum: [1] },
    })
  })

  it('is left out where it says nothing', () => {
    for (const schema of [{}, true, { type: 'object' }, { type: 'object', additionalProperties: true }])
      expect(adapt(schema)).toBeUndefined()
    expect(adapt({ type: 'object', additionalProperties: text })).toBeDefined()
  })

  it.each<[string, Json]>([
    ['a list', []],
    ['false', false],
    ['an alternative that is no object', { anyOf: [{ type: 'object', properties: {} }, text] }],
  ])('is refused when it is %s', (_name, schema) => {
    expect(refusal(() => adapt(schema))).toMatchObject({ kind: 'bad-request', param: at })
  })
})

describe('a hostile schema', () => {
  it('is refused when its references expand to millions of schemas', () => {
    const pair = (target: JsonObject): JsonObject => ({ type: 'object', properties: { l: target, r: target } })
    const level = (index: number): JsonObject => ({ $ref: `#/$defs/A${index}`, description: 'd' })
    const $defs = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`A${index}`, index < 19 ? pair(level(index + 1)) : text]),
    )
    expect(refusal(() => adapt({ ...pair(level(0)), $defs }))).toMatchObject({ kind: 'bad-request', param: at })
  })

  it('is refused when many small ones share one request', () => {
    const budget = createSchemaBudget()
    const properties = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`p${index}`, text]))
    const adaptMany = () => {
      for (let tool = 0; tool < 100; tool++) adaptToolSchema({ type: 'object', properties }, at, budget)
    }
    expect(refusal(adaptMany).param).toBe(at)
  })

  it('ends for every small tangle of references', () => {
    const refs = ['#', '#/$defs/A', '#/$defs/B', '#/properties/x', '#/nowhere']
    const forms = (ref: string): JsonObject[] => [
      { $ref: ref },
      { $ref: ref, description: 'd' },
      { allOf: [{ $ref: ref }, { $ref: '#/$defs/A' }] },
      { anyOf: [{ $ref: ref }, { type: 'null' }] },
      { type: 'object', properties: { p: { $ref: ref } }, required: ['p'] },
    ]
    const all = refs.flatMap(forms)
    for (const A of all) {
      for (const x of all) {
        const adapted = adapt({
          type: 'object',
          properties: { x },
          required: ['x'],
          $defs: { A, B: { $ref: '#/$defs/A' } },
        })
        expect(JSON.stringify(adapted)).not.toContain('allOf')
      }
    }
  })
})
