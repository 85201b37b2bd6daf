import { expect } from '@jest/globals'
import type { Json, JsonObject } from '../../src/index.ts'
import { toGeminiVectors } from './er-to-gemini.ts'
import type { ErrorVector } from './error-vector.ts'

const noWait = ['retry-after', 'retry-after-ms']

function google(code: number, status: string, message: string, ...details: readonly JsonObject[]): JsonObject {
  return { error: { code, message, status, ...(details.length > 0 && { details: [...details] }) } }
}

function quotaFailure(quotaMetric: string, quotaId: string): JsonObject {
  return { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [{ quotaMetric, quotaId }] }
}

function retryInfo(retryDelay: Json): JsonObject {
  return { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay }
}

const exhausted = (message: string, ...details: readonly JsonObject[]) =>
  google(429, 'RESOURCE_EXHAUSTED', message, ...details)
const requests = 'generativelanguage.googleapis.com/generate_content_requests'
const perMinute = 'GenerateRequestsPerMinutePerProjectPerModel'

const rateVectors: readonly ErrorVector[] = [
  {
    id: 'T337',
    name: 'a rate limit says how long to wait',
    from: 'gemini',
    status: 429,
    body: exhausted('Resource exhausted', quotaFailure(requests, perMinute), retryInfo('45.837906927s')),
    expected: {
      status: 429,
      body: { error: { type: 'requests', code: 'rate_limit_exceeded', param: null } },
      headers: { 'retry-after': '46', 'retry-after-ms': '45838' },
      absentHeaders: ['x-should-retry'],
    },
  },
  {
    id: 'T337',
    name: 'a wait over a minute tells the SDKs not to sleep through it',
    from: 'gemini',
    status: 429,
    body: exhausted('Resource exhausted', quotaFailure(requests, perMinute), retryInfo('61s')),
    expected: { status: 429, headers: { 'x-should-retry': 'false' } },
  },
  {
    id: 'T337',
    name: 'a daily quota is gone, not limited',
    from: 'gemini',
    status: 429,
    body: exhausted('Resource exhausted', quotaFailure(requests, 'GenerateRequestsPerDayPerProjectPerModel')),
    expected: {
      status: 429,
      body: { error: { type: 'insufficient_quota', code: 'insufficient_quota' } },
      headers: { 'x-should-retry': 'false' },
    },
  },
  {
    id: 'T337',
    name: 'a limit of zero is a quota that is gone',
    from: 'gemini',
    status: 429,
    body: exhausted('Quota exceeded for metric: x, limit: 0, model: y', quotaFailure(requests, perMinute)),
    expected: { status: 429, body: { error: { code: 'insufficient_quota' } } },
  },
  {
    id: 'T338',
    name: 'a token quota',
    from: 'gemini',
    status: 429,
    body: exhausted('m', quotaFailure('generate_content_free_tier_input_token_count', perMinute)),
    expected: { status: 429, body: { error: { type: 'tokens', code: 'rate_limit_exceeded' } } },
  },
  {
    id: 'T340',
    name: 'milliseconds in the text only',
    from: 'gemini',
    status: 429,
    body: exhausted('You exceeded your quota. Please retry in 900ms.'),
    expected: { status: 429, headers: { 'retry-after': '1', 'retry-after-ms': '900' } },
  },
  {
    id: 'T340',
    name: 'seconds in the text only',
    from: 'gemini',
    status: 429,
    body: exhausted('You exceeded your quota. Please retry in 12.3s.'),
    expected: { status: 429, headers: { 'retry-after': '13' } },
  },
  {
    id: 'T341',
    name: 'no delay at all',
    from: 'gemini',
    status: 429,
    body: exhausted('Resource exhausted', quotaFailure(requests, perMinute)),
    expected: { status: 429, absentHeaders: noWait },
  },
  ...['-5s', 'abc', '1e9s'].map(
    (retryDelay): ErrorVector => ({
      id: 'T343',
      name: `the delay ${retryDelay} is none`,
      from: 'gemini',
      status: 429,
      body: exhausted('Resource exhausted', retryInfo(retryDelay)),
      expected: { status: 429, absentHeaders: noWait },
    }),
  ),
  {
    id: 'T343',
    name: 'a delay in object form',
    from: 'gemini',
    status: 429,
    body: exhausted('Resource exhausted', retryInfo({ seconds: '5', nanos: 500_000_000 })),
    expected: { status: 429, headers: { 'retry-after': '6' } },
  },
]

const envelopeVectors: readonly ErrorVector[] = [
  {
    id: 'T344',
    name: 'an array envelope',
    from: 'gemini',
    status: 400,
    body: [google(400, 'INVALID_ARGUMENT', 'm')],
    expected: { status: 400, body: { error: { type: 'invalid_request_error', message: 'm' } } },
  },
  {
    id: 'T344',
    name: 'an envelope as JSON text inside the message',
    from: 'gemini',
    status: 400,
    body: google(400, 'INVALID_ARGUMENT', JSON.stringify(google(400, 'INVALID_ARGUMENT', 'inner'))),
    expected: { status: 400, body: { error: { message: 'inner' } } },
  },
  {
    id: 'T346',
    name: "an invalid key is the gateway's own fault",
    from: 'gemini',
    status: 400,
    body: google(
      400,
      'INVALID_ARGUMENT',
      'API key not valid: AIzaSyA-1234567890abcdefghijklmnopqrstu. Please pass a valid API key.',
      { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' },
    ),
    expected: {
      status: 502,
      body: { error: { type: 'upstream_error', code: 'upstream_auth' } },
      secrets: ['AIzaSyA-1234567890abcdefghijklmnopqrstu'],
    },
  },
  {
    id: 'T347',
    name: 'keys in an upstream message are redacted',
    from: 'gemini',
    status: 500,
    body: google(
      500,
      'INTERNAL',
      'POST https://x.test/v1beta?key=s3cr3t-value failed with AIzaSyB-1234567890abcdefghijklmnopqrstu',
    ),
    expected: { status: 500, secrets: ['s3cr3t-value', 'AIzaSyB-1234567890abcdefghijklmnopqrstu'] },
  },
  {
    id: 'T349',
    name: 'a prompt that is too long',
    from: 'gemini',
    status: 400,
    body: google(
      400,
      'INVALID_ARGUMENT',
      'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
    ),
    expected: {
      status: 400,
      body: { error: { type: 'invalid_request_error', code: 'context_length_exceeded' } },
    },
  },
  {
    id: 'T350',
    name: 'a precondition keeps its message',
    from: 'gemini',
    status: 400,
    body: google(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.'),
    expected: {
      status: 400,
      body: {
        error: {
          type: 'invalid_request_error',
          message: expect.stringContaining('User location is not supported for the API use.'),
        },
      },
    },
  },
  {
    id: 'T352',
    name: 'HTML from a proxy',
    from: 'gemini',
    status: 502,
    contentType: 'text/html',
    body: '<html><h1>502 Bad Gateway</h1><hr>edge-internal-7</html>',
    expected: { status: 502, body: { error: { code: 'bad_upstream_response' } }, secrets: ['edge-internal-7', '<h'] },
  },
  {
    id: 'T352',
    name: 'HTML from a proxy in front of an OpenAI-compatible vendor',
    from: 'openai-chat',
    status: 502,
    contentType: 'text/html',
    body: '<html><h1>502 Bad Gateway</h1><hr>edge-internal-7</html>',
    expected: { status: 502, body: { error: { code: 502 } }, secrets: ['edge-internal-7', '<h'] },
  },
]

export const erVectors: readonly ErrorVector[] = [...rateVectors, ...envelopeVectors, ...toGeminiVectors]
