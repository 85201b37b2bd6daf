import { expect } from '@jest/globals'
import type { JsonObject } from '../../src/index.ts'
import type { ErrorVector } from './error-vector.ts'

function openai(message: string, type: string, code: string | null): JsonObject {
  return { error: { message, type, param: null, code } }
}

const quotaId = (part: string) =>
  expect.objectContaining({ violations: [expect.objectContaining({ quotaId: expect.stringContaining(part) })] })

/** Errors of OpenAI-compatible vendors for Gemini clients. */
export const toGeminiVectors: readonly ErrorVector[] = [
  {
    id: 'T355',
    name: 'a rate limit tells Gemini clients what they read',
    from: 'openai-chat',
    status: 429,
    headers: { 'retry-after': '12' },
    body: openai('Rate limit reached', 'requests', 'rate_limit_exceeded'),
    expected: {
      status: 429,
      body: {
        error: {
          code: 429,
          status: 'RESOURCE_EXHAUSTED',
          details: expect.arrayContaining([expect.objectContaining({ retryDelay: '12s' }), quotaId('PerMinute')]),
        },
      },
      headers: { 'retry-after': '12' },
    },
  },
  {
    id: 'T355',
    name: 'a quota that is gone is per day and names no delay',
    from: 'openai-chat',
    status: 429,
    headers: { 'retry-after': '12' },
    body: openai('You exceeded your current quota', 'insufficient_quota', 'insufficient_quota'),
    expected: { status: 429, body: { error: { status: 'RESOURCE_EXHAUSTED', details: [quotaId('PerDay')] } } },
  },
  ...(
    [
      [401, 502, undefined],
      [403, 403, 'PERMISSION_DENIED'],
      [404, 404, 'NOT_FOUND'],
      [413, 400, 'INVALID_ARGUMENT'],
      [422, 400, 'INVALID_ARGUMENT'],
      [500, 500, 'INTERNAL'],
      [503, 503, 'UNAVAILABLE'],
      [529, 503, 'UNAVAILABLE'],
      [504, 504, 'DEADLINE_EXCEEDED'],
    ] as const
  ).map(
    ([status, expected, word]): ErrorVector => ({
      id: 'T356',
      name: `status ${status} is ${expected} ${word ?? ''}`.trim(),
      from: 'openai-chat',
      status,
      body: openai('no', 'some_error', null),
      expected: { status: expected, body: { error: { code: expected, ...(word && { status: word }) } } },
    }),
  ),
]
