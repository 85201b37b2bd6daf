import { describe, expect, it } from '@jest/globals'
import { GatewayError, type Json, type JsonObject } from '../src/index.ts'
import { decodeEvents } from './translate-answer.ts'
import { type Direction, thrownBy, translateRequest, valueAt } from './vectors/check.ts'
import { functionCall, openaiTool, user } from './vectors/macros.ts'
import { argumentVectors, type SchemaVector, schemaVectors } from './vectors/schema.ts'
import { schemaReferenceVectors } from './vectors/schema-references.ts'

const complete = (body: JsonObject) => ({ body: { model: 'gemini-2.5-flash', messages: [user], ...body } })
const direction: Direction = { from: 'openai-chat', to: 'gemini', complete }

function adapt(schema: Json): Json | undefined {
  const { body } = translateRequest(direction, complete({ tools: [openaiTool('f', schema)] }))
  return valueAt(body, 'tools[0].functionDeclarations[0].parametersJsonSchema')
}

function checkSchema({ x, root, becomes, holds }: SchemaVector): void {
  const source = root ?? { type: 'object', properties: { x: x ?? true } }
  if (becomes === 'refused') {
    expectRefused(source)
    return
  }
  const adapted = adapt(source)
  const seen = root === undefined ? valueAt(adapted ?? null, 'properties.x') : adapted
  if (becomes === 'omitted') expect(seen).toBeUndefined()
  else if (becomes === 'unchanged') expect(seen).toEqual(root ?? x)
  else if (becomes !== undefined) expect(seen).toEqual(becomes)
  holds?.(seen ?? null)
}

function expectRefused(schema: Json): void {
  const error = thrownBy(() => adapt(schema))
  expect(error).toBeInstanceOf(GatewayError)
  expect(error).toMatchObject({ kind: 'bad-request', param: 'tools[0].function.parameters' })
}

describe('JSON Schema for Gemini', () => {
  it.each([...schemaVectors, ...schemaReferenceVectors])('$id $name', checkSchema)

  it('refuses hostile schemas within a second', () => {
    const started = performance.now()
    for (const vector of schemaReferenceVectors.filter(({ id }) => id === 'T334')) checkSchema(vector)
    expect(performance.now() - started).toBeLessThan(1000)
  })
})

describe('arguments of a call', () => {
  it.each(argumentVectors)('$id $name', ({ args }) => {
    const content = { role: 'model', parts: [functionCall('x', 'f', { ...args })] }
    const data = JSON.stringify({ candidates: [{ content, finishReason: 'STOP', index: 0 }] })
    const deltas = decodeEvents('gemini', [{ data }]).filter((event) => event.type === 'tool-call-delta')
    expect(JSON.parse(deltas.map((event) => event.arguments).join(''))).toEqual(args)
  })
})
