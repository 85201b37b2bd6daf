import { describe, expect, it } from '@jest/globals'
import { untilMidnightPacificMs } from '../src/errors/midnight.ts'
import { codecs, type GatewayError, type Json, type JsonObject, type Protocol } from '../src/index.ts'
import { detail, google, openai } from './vectors/failing-answer.ts'

/** 14:00 in California. */
const nowMs = Date.parse('2026-11-28T22:00:00Z')
const UNTIL_MIDNIGHT_MS = 10 * 3_600_000

function decode(protocol: Protocol, body: Json, headers: Record<string, string> = {}): GatewayError {
  return codecs[protocol].backend.decodeError({
    status: 429,
    contentType: 'application/json',
    header: (name) => headers[name],
    body: JSON.stringify(body),
    nowMs,
  })
}

const exhausted = (message: string, ...details: JsonObject[]) => google(429, 'RESOURCE_EXHAUSTED', message, ...details)
const wait = (retryDelay: Json) => detail('RetryInfo', { retryDelay })
const used = (...ids: string[]) =>
  detail('QuotaFailure', {
    violations: ids.map((quotaId) => ({
      quotaMetric: `generativelanguage.googleapis.com/generate_content_${quotaId.includes('Token') ? 'paid_tier_input_token_count' : 'free_tier_requests'}`,
      quotaId,
      quotaDimensions: { location: 'global', model: 'gemini-3.6-flash' },
      quotaValue: '20',
    })),
  })

const minute = 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier'
const minuteTokens = 'GenerateContentInputTokensPerModelPerMinute-FreeTier'
const day = 'GenerateRequestsPerDayPerProjectPerModel-FreeTier'

const limited = (retryAfterMs: number | undefined, quota?: JsonObject) => ({
  kind: 'rate-limited',
  retryAfterMs,
  quota,
})
const gone = (retryAfterMs: number | undefined) => ({
  kind: 'quota-exhausted',
  retryable: false,
  retryAfterMs,
  quota: { window: 'day' },
})

const rows: readonly (readonly [string, JsonObject, Readonly<Record<string, unknown>>])[] = [
  [
    'a minute, as Google says it in three places',
    exhausted('limit: 20, model: gemini-3.6-flash\nPlease retry in 36.429760048s.', used(minute), wait('36s')),
    limited(36_000, { window: 'minute', unit: 'requests' }),
  ],
  [
    'a minute of tokens',
    exhausted('m', wait('900ms'), used(minuteTokens)),
    limited(900, { window: 'minute', unit: 'tokens' }),
  ],
  ['nine digits', exhausted('m', wait('45.837906927s')), limited(45_838)],
  ['now', exhausted('m', wait('0s'), used(minute)), limited(0, { window: 'minute', unit: 'requests' })],
  ['a day', exhausted('m', used(day)), gone(UNTIL_MIDNIGHT_MS)],
  ['a day with a wait of seconds', exhausted('m', used(day), wait('36s')), gone(UNTIL_MIDNIGHT_MS)],
  ['a day with a wait of hours', exhausted('m', used(day), wait('36000s')), gone(36_000_000)],
  ['a minute and a day at once', exhausted('m', wait('36s'), used(minute, day)), gone(UNTIL_MIDNIGHT_MS)],
  ['a minute that lasts for hours', exhausted('m', used(minute), wait('86400s')), gone(86_400_000)],
  [
    'no quota at all',
    exhausted('limit: 0, model: x\nPlease retry in 36.4s.', used(minute), wait('36s')),
    gone(undefined),
  ],
  [
    'no quota at all, by its value',
    exhausted('m', detail('QuotaFailure', { violations: [{ quotaId: minute, quotaValue: '0' }] }), wait('36s')),
    gone(undefined),
  ],
  ['a limit of 0.5 is one', exhausted('limit: 0.5', wait('5s')), limited(5_000)],
  [
    'Code Assist, a limit per minute',
    exhausted(
      'You have exhausted your capacity on this model. Your quota will reset after 2s.',
      detail('ErrorInfo', { reason: 'RATE_LIMIT_EXCEEDED', metadata: { quotaResetDelay: '2.1s', model: 'x' } }),
    ),
    limited(2_100),
  ],
  [
    'Code Assist, a quota that is gone',
    exhausted(
      'You have exhausted your capacity on this model. Your quota will reset after 13h19m1s.',
      detail('ErrorInfo', { reason: 'QUOTA_EXHAUSTED', metadata: { quotaResetDelay: '13h19m1.20964964s' } }),
    ),
    gone(47_941_210),
  ],
  [
    'the limit in ErrorInfo',
    exhausted(
      'Quota exceeded for quota metric and limit of service',
      detail('ErrorInfo', {
        reason: 'RATE_LIMIT_EXCEEDED',
        metadata: { quota_limit: 'GenerateContentRequestsPerMinutePerProjectPerRegion', quota_metric: 'x/requests' },
      }),
    ),
    limited(undefined, { window: 'minute', unit: 'requests' }),
  ],
  ['words only', exhausted('Resource has been exhausted (e.g. check quota).'), limited(undefined)],
  ['help only', exhausted('You exceeded your current quota', detail('Help', { links: [] })), limited(undefined)],
]

describe("Google's quota", () => {
  it.each(rows)('of %s is read the same through its own API and its OpenAI layer', (_name, body, means) => {
    expect(decode('gemini', body)).toMatchObject(means)
    expect(decode('openai-chat', [body])).toMatchObject(means)
  })

  it.each(['gemini', 'openai-chat'] as const)('of a day never tells a %s client to come back in seconds', (from) => {
    const body = exhausted('You exceeded your quota.\nPlease retry in 36.429760048s.', used(day), wait('36s'))
    const error = decode(from, body, { 'retry-after': '36' })
    for (const { client } of Object.values(codecs)) {
      const answer = client.encodeError(error, { requestId: 'r' })
      expect(answer.headers).toMatchObject({ 'retry-after': '36000', 'x-should-retry': 'false' })
      expect(JSON.stringify(answer.body)).not.toMatch(/36s|36\.4/)
    }
  })
})

describe("OpenAI's limits", () => {
  it.each([
    ['Rate limit reached for gpt-4 on requests per day (RPD). Please try again in 7m12s.', 432_000, 'day', 'requests'],
    ['Rate limit reached on tokens per min (TPM): Limit 10. Please try again in 250ms.', 250, 'minute', 'tokens'],
  ])('%s', (message, retryAfterMs, window, unit) => {
    const error = decode('openai-chat', openai(message, 'rate_limit_exceeded', 'tokens'))
    expect(error).toMatchObject({ kind: 'rate-limited', retryAfterMs, quota: { window, unit } })
  })

  it.each([{ resets_in_seconds: 7_200 }, { resets_at: nowMs / 1000 + 7_200 }])(
    'of a plan name their end: %j',
    (reset) => {
      const message = 'The usage limit has been reached'
      const error = decode('openai-chat', {
        error: { type: 'usage_limit_reached', message, plan_type: 'plus', ...reset },
      })
      expect(error).toMatchObject({ kind: 'quota-exhausted', retryAfterMs: 7_200_000 })
    },
  )

  it('say of credit that is gone no wait, whatever the header says', () => {
    const error = decode('openai-chat', openai('no', 'insufficient_quota'), { 'retry-after': '12' })
    expect(error).toMatchObject({ kind: 'quota-exhausted', retryAfterMs: undefined })
  })
})

describe("the day of Google's quotas", () => {
  it.each([
    ['2026-11-28T07:59:59Z', 1_000],
    ['2026-11-28T08:00:00Z', 86_400_000],
    ['2026-07-01T06:30:00Z', 1_800_000],
  ])('ends %s + %i ms', (now, ms) => {
    expect(untilMidnightPacificMs(Date.parse(now))).toBe(ms)
  })
})
