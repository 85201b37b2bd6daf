import type { Fault } from './row.ts'

/** Tries after the first, in the products that these faults are put to. */
const MAX_RETRIES = 2

export const TRIES = 1 + MAX_RETRIES

/** As many tries, and no more. */
export const fewTries = { MAX_RETRIES: String(MAX_RETRIES) }

/** Settings that make waiting short, and still outlast what busy neighbours take. */
export const impatient = {
  ...fewTries,
  SLUICE_IDLE_TIMEOUT_MS: '400',
  SLUICE_FIRST_BYTE_TIMEOUT_MS: '800',
}

/** Six events, so that there is a middle. */
export const spoken = { events: 6 }

/** Google has no word for a broken answer with a 502, and its SDKs try a 503 again. */
const broken = { status: { openai: 502, gemini: 503 }, reason: 'truncated' }
const cutOff = { when: 'late', ...broken, requests: 1 } as const
const timeout = { status: 504, reason: 'upstream_timeout', requests: 1 } as const
/** The vendor's fault, tried again as often as the settings say. */
const tried = { when: 'early', reason: 'upstream_error', requests: TRIES } as const
/** The same, where another try would not help. */
const given = { when: 'early', reason: 'upstream_error', requests: 1 } as const
const late = { when: 'late', reason: 'upstream_error', requests: 1 } as const
const limited = { when: 'early', status: 429, reason: 'limited' } as const

/** What the simulators can do to an answer, and how it must end on every way through the product. */
export const faults: readonly Fault[] = [
  { name: 'U11 accepts and never answers', script: { 'no-answer': 'hang' }, when: 'early', ...timeout },
  { name: 'U11 sends a status line and nothing else', script: { 'stall-after': 0 }, when: 'early', ...timeout },
  { name: 'U17 stalls in the middle', script: { ...spoken, 'stall-after': 3 }, when: 'late', ...timeout },
  { name: 'U19 closes without an answer', script: { 'no-answer': 'fin' }, status: 502, ...tried },
  { name: 'U19 resets without an answer', script: { 'no-answer': 'rst' }, status: 502, ...tried },
  { name: 'U19 is reset after its headers', script: { 'reset-after': 0 }, when: 'early', ...broken, requests: 2 },
  { name: 'U20 is reset in the middle', script: { ...spoken, 'reset-after': 3 }, ...cutOff },
  { name: 'U20 is reset within an event', script: { ...spoken, 'reset-at': 1_000 }, ...cutOff },
  { name: 'U22 is cut in the middle', script: { ...spoken, 'cut-after': 3 }, ...cutOff },
  { name: 'U22 is cut within an event', script: { ...spoken, 'cut-at': 1_000 }, ...cutOff },
  { name: 'U22 ends in the middle as if that were all', script: { ...spoken, 'end-after': 3 }, ...cutOff },
  { name: 'U22 ends without a finish', script: { ...spoken, 'no-finish': '' }, ...cutOff },
  {
    name: 'U22 ends without a finish or a marker',
    script: { ...spoken, 'no-finish': '', 'no-done': '' },
    ...cutOff,
  },
  { name: 'U13 sends headers of 64 KB', script: { 'header-kb': 64 }, status: 502, ...given },
  { name: 'U16 answers with nothing', script: { empty: '' }, status: 502, ...tried },
  { name: 'U16 answers with 204', script: { empty: '', status: 204 }, status: 502, ...tried },
  { name: 'U26 streams broken JSON', script: { ...spoken, 'garbage-after': 3 }, status: 502, ...late },
  { name: 'U26 begins with broken JSON', script: { 'garbage-after': 0 }, status: 502, ...tried },
  {
    name: 'U34 streams bytes that are no UTF-8',
    script: { ...spoken, 'garbage-after': 3, garbage: 'utf8' },
    status: 502,
    ...late,
  },
  { name: 'U37 answers compressed', script: { gzip: '' }, status: 502, ...tried },
  { name: 'U41 answers with a gateway’s HTML page', script: { html: 502 }, status: 502, ...tried },
  { name: 'U41 answers with HTML and 200', script: { html: 200 }, status: 502, ...tried },
  { name: 'U43 puts an error in a 200', script: { 'error-200': '' }, status: 503, ...tried },
  { name: 'U43 streams an error at once', script: { 'error-after': 0 }, status: 503, ...tried },
  { name: 'U43 streams an error in the middle', script: { ...spoken, 'error-after': 3 }, status: 503, ...late },
  {
    name: 'U43 streams a bare error',
    script: { ...spoken, 'error-after': 3, 'error-form': 'bare' },
    status: 503,
    ...late,
  },
  {
    name: 'U43 streams an error in an array',
    script: { ...spoken, 'error-after': 3, 'error-form': 'array' },
    status: 503,
    ...late,
  },
  { name: 'U46 refuses the server’s key', script: { status: 401 }, status: 502, ...given },
  { name: 'U53 has no quota left today', script: { status: 429, quota: 'day' }, ...limited, requests: 1 },
  {
    name: 'U53 stays rate limited',
    script: { status: 429, hint: 'text', 'retry-after': '0.02' },
    ...limited,
    requests: TRIES,
  },
  { name: 'fails with 500', script: { status: 500 }, status: 500, ...tried },
  { name: 'is overloaded', script: { status: 503 }, status: 503, ...tried },
  { name: 'U56 is overloaded in a word of its own', script: { status: 529 }, status: 503, ...tried },
  { name: 'refuses the request', script: { status: 400 }, ...given, status: 400, reason: 'bad_request' },
  { name: 'does not have the model', script: { status: 404 }, ...given, status: 404, reason: 'not_found' },
]
