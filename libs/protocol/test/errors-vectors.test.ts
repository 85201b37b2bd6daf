import { describe, expect, it } from '@jest/globals'
import { codecs, type ErrorResponse } from '../src/index.ts'
import { askedOf } from './translate-answer.ts'
import { erVectors } from './vectors/er.ts'
import type { ErrorVector } from './vectors/error-vector.ts'

const context = { requestId: 'req-1' }

describe("a vendor's error reaches a client of the other protocol", () => {
  it.each(erVectors.map((vector) => [`${vector.id} ${vector.name}`, vector] as const))('%s', (_name, vector) => {
    const error = codecs[vector.from].backend.decodeError(httpAnswer(vector))
    const to = vector.from === 'gemini' ? 'openai-chat' : 'gemini'
    const answer = codecs[to].client.encodeError(error, context)
    const { expected } = vector
    expect(answer.status).toBe(expected.status)
    expect(answer.body).toMatchObject(expected.body ?? {})
    expect(answer.headers).toMatchObject(expected.headers ?? {})
    for (const name of expected.absentHeaders ?? []) expect(answer.headers).not.toHaveProperty(name)
    for (const secret of expected.secrets ?? []) expect(JSON.stringify([answer, error.message])).not.toContain(secret)
  })

  it('says the same to a client whose stream is already running', () => {
    for (const { from, ...vector } of erVectors) {
      const error = codecs[from].backend.decodeError(httpAnswer({ from, ...vector }))
      for (const { client, protocol } of Object.values(codecs)) {
        for (const text of client.openStream(askedOf(protocol)).fail(error).writes) {
          expect(JSON.parse(text.trim().replace(/^data: /, ''))).toEqual(client.encodeError(error, context).body)
        }
      }
    }
  })
})

function httpAnswer({ status, headers = {}, contentType = 'application/json', body }: ErrorVector): ErrorResponse {
  return {
    status,
    contentType,
    header: (name) => headers[name],
    body: typeof body === 'string' ? body : JSON.stringify(body),
    nowMs: 1_700_000_000_000,
  }
}
