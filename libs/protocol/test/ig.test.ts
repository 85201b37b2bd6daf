import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { JsonObject } from '../src/index.ts'
import { expectSound, mutated } from './vectors/arbitrary.ts'
import { checkRequest, type Direction, translateRequest } from './vectors/check.ts'
import { igVectors } from './vectors/ig.ts'
import { igSchemaVectors } from './vectors/ig-schema.ts'
import { userContent } from './vectors/macros.ts'

const path = { model: 'up', stream: false }
const complete = (body: JsonObject) => ({ body: { contents: [userContent], ...body }, ...path })
const direction: Direction = { from: 'gemini', to: 'openai-chat', complete }
const groups = { requests: igVectors, schemas: igSchemaVectors }

describe('Gemini request to OpenAI', () => {
  for (const [group, vectors] of Object.entries(groups)) {
    describe(group, () => {
      it.each(vectors)('$id $name', (vector) => checkRequest(direction, vector))
    })
  }

  it('names the model of the path and always asks for a stream with usage', () => {
    const { body } = translateRequest(direction, complete({}))
    expect(body).toMatchObject({ model: 'up', stream: true, stream_options: { include_usage: true } })
  })

  it('makes the same call ids for the same request', () => {
    const calls = igVectors.filter((vector) => vector.id === 'T190' || vector.id === 'T191')
    for (const vector of calls) {
      const input = complete(vector.in)
      expect(translateRequest(direction, input)).toEqual(translateRequest(direction, input))
    }
  })

  it('survives any change of a valid request (S37)', () => {
    const seeds = Object.values(groups)
      .flat()
      .map((vector) => complete(vector.in).body)
    fc.assert(fc.property(mutated(seeds), (body) => expectSound(direction, { body, ...path })))
  })
})
