import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { durationMs, retryAfterFromHeaders, retryAfterFromText } from '../src/retry-after.ts'

const nowMs = Date.parse('2026-01-01T00:00:00Z')
const fromHeaders = (headers: Record<string, string>) => retryAfterFromHeaders((name) => headers[name], nowMs)

describe('durationMs (U56)', () => {
  it.each([
    ['45.837906927s', 45_838],
    ['36.123456789s', 36_124],
    ['86400s', 86_400_000],
    ['900ms', 900],
    ['6m0s', 360_000],
    ['1h2m3s', 3_723_000],
    ['1.1s', 1_100],
    ['0s', 0],
    ['-5s', undefined],
    ['abc', undefined],
    ['1e9s', undefined],
    ['12', undefined],
    ['99999999s', undefined],
    ['', undefined],
  ])('reads %j as %s', (text, ms) => {
    expect(durationMs(text)).toBe(ms)
  })
})

describe('retryAfterFromHeaders (U53 U56)', () => {
  it.each([
    ['milliseconds before seconds', { 'retry-after-ms': '1500.2', 'retry-after': '9' }, 1_501],
    ['seconds', { 'retry-after': '12' }, 12_000],
    ['parts of a second', { 'retry-after': '0.5' }, 500],
    ['a date', { 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, 30_000],
    ['a date that has passed', { 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' }, 0],
    ['nonsense', { 'retry-after': 'soon' }, undefined],
    ['a negative number', { 'retry-after': '-3' }, undefined],
    ['an absurd number', { 'retry-after': '99999999' }, undefined],
    ['nothing', {}, undefined],
    ['the reset of a quota', { 'x-ratelimit-reset-requests': '6m0s' }, 360_000],
    [
      'the reset of the quota that is used up',
      {
        'x-ratelimit-reset-requests': '6m0s',
        'x-ratelimit-remaining-requests': '5',
        'x-ratelimit-reset-tokens': '2s',
        'x-ratelimit-remaining-tokens': '0',
      },
      2_000,
    ],
  ])('reads %s', (_name, headers: Record<string, string>, ms) => {
    expect(fromHeaders(headers)).toBe(ms)
  })
})

describe('retryAfterFromText (U56)', () => {
  it.each([
    ['You exceeded your quota. Please retry in 12.3s.', 12_300],
    ['Please retry in 900ms.', 900],
    ['Rate limit reached. Please try again in 6m0s. Visit …', 360_000],
    ['Please try again in 20s', 20_000],
    ['Please retry after 26 seconds.', 26_000],
    ['try again in 1 minute 30 seconds', 90_000],
    ['You have exhausted your capacity on this model. Your quota will reset after 2s.', 2_000],
    ['Quota will reset after 13h19m1.20964964s.', 47_941_210],
    ['Rate limited, will reset in 1h2m3s', 3_723_000],
    ['Limit resets in 2 seconds.', 2_000],
    ['Slow down: come back in 2 seconds', 2_000],
    ['Please wait 5 seconds before the next request.', 5_000],
    ['Retrying is possible in 250 ms', 250],
    ['Please retry the request after 1 hour, 2 minutes and 3 seconds.', 3_723_000],
    ['limit: 20, model: gemini-3.6-flash\nPlease retry in 36.429760048s.', 36_430],
    ['Please retry in 0s.', 0],
    ['You sent 5 requests in 60 seconds', undefined],
    ['Limit 20 requests per 60 seconds', undefined],
    ['retry in 5 models', undefined],
    ['retry later', undefined],
  ])('reads %j', (text, ms) => {
    expect(retryAfterFromText(text)).toBe(ms)
  })
})

describe('any wait that anybody writes (S37)', () => {
  const DAYS_30_MS = 30 * 24 * 3_600_000
  const piece = fc.constantFrom(
    'retry in ',
    'try again in ',
    '12',
    '-1',
    '1e9',
    '0.5',
    '.',
    's',
    'ms',
    'm',
    'h',
    ' ',
    'NaN',
    '\n',
    ':',
  )
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece).map((pieces) => pieces.join('')),
  )
  const isWait = (ms: number | undefined) => ms === undefined || (Number.isInteger(ms) && ms >= 0 && ms <= DAYS_30_MS)

  it('is a whole number of milliseconds within 30 days, or none', () => {
    const names = ['retry-after', 'retry-after-ms', 'x-ratelimit-reset-requests', 'x-ratelimit-remaining-requests']
    const headers = fc.dictionary(fc.constantFrom(...names), text)
    fc.assert(
      fc.property(text, headers, (words, given) => {
        expect(isWait(durationMs(words))).toBe(true)
        expect(isWait(retryAfterFromText(words))).toBe(true)
        expect(isWait(fromHeaders(given))).toBe(true)
      }),
    )
  })

  it('is read in linear time', () => {
    const startedAt = performance.now()
    for (const unit of ['1', '1s', 'retry in 1', 'try again in 1 s ', '1.', 'try ', 'in 1s ', '1 a in ', 'wait 1'])
      for (const read of [durationMs, retryAfterFromText]) read(unit.repeat(50_000))
    expect(performance.now() - startedAt).toBeLessThan(2_000)
  })
})
