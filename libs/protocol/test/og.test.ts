import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { JsonObject } from '../src/index.ts'
import { expectSound, mutated } from './vectors/arbitrary.ts'
import { checkRequest, type Direction, translateRequest, valueAt } from './vectors/check.ts'
import { callMessage, toolCall, toolMessage, user } from './vectors/macros.ts'
import { ogHistoryVectors, ooVectors } from './vectors/og-history.ts'
import { ogMediaVectors } from './vectors/og-media.ts'
import { ogMessageVectors } from './vectors/og-messages.ts'
import { ogParameterVectors } from './vectors/og-parameters.ts'
import { ogToolVectors } from './vectors/og-tools.ts'

const complete = (body: JsonObject) => ({ body: { model: 'gemini-2.5-flash', messages: [user], ...body } })
const direction: Direction = { from: 'openai-chat', to: 'gemini', complete }
const groups = {
  messages: ogMessageVectors,
  media: ogMediaVectors,
  parameters: ogParameterVectors,
  tools: ogToolVectors,
  history: ogHistoryVectors,
}

describe('OpenAI request to Gemini', () => {
  for (const [group, vectors] of Object.entries(groups)) {
    describe(group, () => {
      it.each(vectors)('$id $name', (vector) => checkRequest(direction, vector))
    })
  }

  it('rewrites tool names alike in every request', () => {
    const named = ogToolVectors.filter((vector) => vector.id === 'T083')
    for (const vector of named) {
      const input = complete(vector.in)
      expect(translateRequest(direction, input)).toEqual(translateRequest(direction, input))
    }
  })

  it('repairs half a surrogate pair that arguments and results hold as an escape', () => {
    const half = JSON.stringify({ '\ud800': 'a\udfff' })
    const messages = [user, callMessage(toolCall('c1', 'f', half)), toolMessage('c1', half)]
    const { body } = translateRequest(direction, complete({ messages }))
    const repaired = { '\ufffd': 'a\ufffd' }
    expect(valueAt(body, 'contents[1].parts[0].functionCall.args')).toEqual(repaired)
    expect(valueAt(body, 'contents[2].parts[0].functionResponse.response')).toEqual(repaired)
  })

  it('survives any change of a valid request (S37)', () => {
    const seeds = Object.values(groups)
      .flat()
      .map((vector) => complete(vector.in).body)
    fc.assert(fc.property(mutated(seeds), (body) => expectSound(direction, { body })))
  })
})

describe('OpenAI request to another OpenAI provider', () => {
  it.each(ooVectors)('$id $name', (vector) => checkRequest({ ...direction, to: 'openai-chat' }, vector))
})
