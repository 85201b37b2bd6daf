import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from '@jest/globals'
import { createAuthenticator } from '../src/doors/authenticate.ts'

const ROUNDS = 60
/** Far longer than settings allow, so that a comparison which ends at the first wrong character would stand out. */
const KEY_CHARS = 500_000
/** Two such medians differ by a few hundredths on a busy machine; a comparison of the keys would make it tens. */
const RATIO_MAX = 1.5

const key = 'k'.repeat(KEY_CHARS)
const token = 't'.repeat(KEY_CHARS)
const clients = { keys: [key], allowAnonymous: false, internalToken: token, corsOrigins: [], localNetwork: false }
const authenticate = createAuthenticator(clients)

function requestOf(name: string, value: string): IncomingMessage {
  return { headers: { [name]: value }, rawHeaders: [name, value], socket: {} } as unknown as IncomingMessage
}

function refusedInMs(name: string, value: string): number {
  const request = requestOf(name, value)
  const startedAt = performance.now()
  expect(() => authenticate(request, '/')).toThrow()
  return performance.now() - startedAt
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

describe('the time of a refusal (S05)', () => {
  it.each([
    ['x-api-key', key],
    ['x-sluice-internal-token', token],
  ])('is the same for %s, wherever the first wrong character is', (name, right) => {
    const wrong = { first: `x${right.slice(1)}`, last: `${right.slice(0, -1)}x` }
    const times = { first: [] as number[], last: [] as number[] }
    // By turns: what else runs on the machine then slows both.
    for (let round = 0; round < ROUNDS; round++) {
      times.first.push(refusedInMs(name, wrong.first))
      times.last.push(refusedInMs(name, wrong.last))
    }
    const ratio = median(times.last) / median(times.first)
    expect(Math.max(ratio, 1 / ratio)).toBeLessThan(RATIO_MAX)
  })
})
