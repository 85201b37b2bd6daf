import type { JsonObject } from '../../src/index.ts'
import type { RequestVector } from './check.ts'
import { tool, toolSchema } from './macros.ts'

const parameters = 'tools[0].function.parameters'

function declare(members: JsonObject): JsonObject {
  return { tools: [{ functionDeclarations: [{ name: 'f', ...members }] }] }
}

export const igSchemaVectors: readonly RequestVector[] = [
  {
    id: 'T199',
    name: "Google's schema becomes JSON Schema",
    in: declare({
      parameters: {
        type: 'OBJECT',
        properties: {
          n: { type: 'STRING', nullable: true },
          k: { type: 'INTEGER', format: 'enum', enum: ['1', '2'] },
          l: { type: 'ARRAY', items: { type: 'STRING', format: 'enum', enum: ['a'] }, minItems: '1' },
        },
        required: ['n'],
        propertyOrdering: ['n', 'k', 'l'],
      },
    }),
    exactAt: {
      [parameters]: {
        type: 'object',
        properties: {
          n: { type: ['string', 'null'] },
          k: { type: 'integer', enum: [1, 2] },
          l: { type: 'array', items: { type: 'string', enum: ['a'] }, minItems: 1 },
        },
        required: ['n'],
      },
    },
  },
  {
    id: 'T200',
    name: 'a nullable enum gains null',
    in: declare({
      parameters: { type: 'OBJECT', properties: { x: { type: 'STRING', nullable: true, enum: ['a'] } } },
    }),
    exactAt: { [`${parameters}.properties.x`]: { type: ['string', 'null'], enum: ['a', null] } },
  },
  ...['parameters_json_schema', 'parametersJsonSchema'].map(
    (spelling): RequestVector => ({
      id: 'T202',
      name: `${spelling} passes as it is`,
      in: declare({ [spelling]: toolSchema }),
      exactAt: { tools: [tool] },
    }),
  ),
  {
    id: 'T203',
    name: 'a response schema becomes a response format',
    in: {
      generationConfig: {
        responseMimeType: 'application/json',
        responseSchema: { type: 'OBJECT', properties: { a: { type: 'STRING' } } },
      },
    },
    exactAt: { response_format: { type: 'json_schema', json_schema: { name: 'response', schema: toolSchema } } },
  },
  {
    id: 'T205',
    name: 'an answer that is one word of an enum cannot be promised elsewhere',
    in: {
      generationConfig: { responseMimeType: 'text/x.enum', responseSchema: { type: 'STRING', enum: ['a', 'b'] } },
    },
    error: {},
  },
]
