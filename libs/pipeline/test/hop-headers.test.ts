import { describe, expect, it } from '@jest/globals'
import { GatewayError } from '@sluice/protocol'
import { createRecorder } from '@sluice/record'
import fc from 'fast-check'
import { decodeHopHeaders, encodeHopHeaders } from '../src/hop-headers.ts'

const record = createRecorder([])({ requestId: 'r', protocol: 'openai-chat', route: '/' })
const tag = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 })

describe('the headers between the services (S37)', () => {
  it('carry any stop tags, and can be sent', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ tag, include: fc.boolean() }), { maxLength: 5 }), (stopTags) => {
        const deadlineAt = performance.now() + 1_000
        const sent = encodeHopHeaders({ record, protocol: 'gemini', deadlineAt, commitAt: deadlineAt - 500, stopTags })
        for (const value of Object.values(sent)) expect(value).toMatch(/^[!-~]*$/)
        expect(decodeHopHeaders(sent)).toEqual({
          stopTags,
          deadlineAt: expect.any(Number),
          commitAt: expect.any(Number),
        })
      }),
      { numRuns: 300 },
    )
  })

  it('are read or refused, whatever is in them', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('%', '%zz', '[]', '["a"]', '%5B%22a%22%5D', '{}', 'NaN', '-1', '1e999'),
    )
    fc.assert(
      fc.property(text, text, (tags, deadline) => {
        const headers = { 'x-sluice-internal-stop-tags': tags, 'x-sluice-internal-deadline-ms': deadline }
        try {
          expect(Array.isArray(decodeHopHeaders(headers).stopTags)).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(GatewayError)
          expect(error).toMatchObject({ status: 400 })
        }
      }),
      { numRuns: 300 },
    )
  })
})
