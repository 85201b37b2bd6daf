import { describe, expect, it } from '@jest/globals'
import { GatewayError, type Json, type JsonObject, scanJson } from '../src/index.ts'
import { decodeEvents, jsonObject } from './translate-answer.ts'
import { type Direction, thrownBy, translateRequest, valueAt } from './vectors/check.ts'
import { functionCall, openaiTool, user } from './vectors/macros.ts'
import { argumentVectors, type SchemaVector, schemaVectors } from './vectors/schema.ts'
import { schemaReferenceVectors } from './vectors/schema-references.ts'

const complete = (body: JsonObject) => ({ body: { model: 'gemini-2.5-flash', messages: [user], ...body } })
const direction: Direction = { from: 'openai-chat', to: 'gemini', complete }

/** What Gemini gets for the schema of a tool, the body read as a server reads it. */
function adapt(schemaText: string): Json | undefined {
  const schemaSlot = '"schema goes here"'
  const frame = JSON.stringify(complete({ tools: [openaiTool('f', JSON.parse(schemaSlot))] }).body)
  const text = frame.replace(schemaSlot, () => schemaText)
  scanJson(new TextEncoder().encode(text))
  const { body } = translateRequest(direction, { body: jsonObject(text) })
  return valueAt(body, 'tools[0].functionDeclarations[0].parametersJsonSchema')
}

function checkSchema({ x, root, text, becomes, param, holds }: SchemaVector): void {
  const source = text ?? JSON.stringify(root ?? { type: 'object', properties: { x: x ?? true } })
  if (becomes === 'refused') {
    expectRefused(source, param)
    return
  }
  const adapted = adapt(source)
  const seen = x === undefined ? adapted : valueAt(adapted ?? null, 'properties.x')
  if (becomes === 'omitted') expect(seen).toBeUndefined()
  else if (becomes === 'unchanged') expect(seen).toEqual(root ?? x)
  else if (becomes !== undefined) expect(seen).toEqual(becomes)
  holds?.(seen ?? null)
}

function expectRefused(schemaText: string, param: string | undefined): void {
  const error = thrownBy(() => adapt(schemaText))
  expect(error).toBeInstanceOf(GatewayError)
  expect(error).toMatchObject(param === undefined ? { kind: 'bad-request' } : { kind: 'bad-request', param })
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
