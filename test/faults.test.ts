import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { RecordedRequest } from '@sluice/simulator'
import { errorIn, expectComplete, expectEarlyError, expectLateError } from './failures.ts'
import { type LogLine, type Product, startProduct } from './product.ts'
import { ask, type RawAnswer } from './raw-client.ts'
import { atOnce, questionOf, requestsWith, simulatorOf, textOf, type Way, ways } from './ways.ts'

const MAX_RETRIES = 2
const TRIES = 1 + MAX_RETRIES

const impatient = {
  MAX_RETRIES: String(MAX_RETRIES),
  SLUICE_IDLE_TIMEOUT_MS: '250',
  SLUICE_FIRST_BYTE_TIMEOUT_MS: '400',
}

type Status = number | { readonly openai: number; readonly gemini: number }

/** One way to fail. `late`: output was there before, so a stream carries the error in itself; a whole answer never does. */
interface Fault {
  readonly name: string
  readonly script: Readonly<Record<string, string | number>>
  readonly when: 'early' | 'late'
  readonly status: Status
  readonly reason: string
  /** How often the vendor is asked. */
  readonly requests: number
}

/** Google has no word for a broken answer with a 502, and its SDKs try a 503 again. */
const truncated = { status: { openai: 502, gemini: 503 }, reason: 'truncated' }
const timeout = { status: 504, reason: 'upstream_timeout', requests: 1 }
const vendorsFault = { reason: 'upstream_error', requests: TRIES }
const once = { when: 'late', requests: 1 } as const
const spoken = { events: 6 }

const faults: readonly Fault[] = [
  { name: 'accepts and never answers', script: { 'no-answer': 'hang' }, when: 'early', ...timeout },
  { name: 'sends a status line and nothing else', script: { 'stall-after': 0 }, when: 'early', ...timeout },
  { name: 'stalls in the middle', script: { ...spoken, 'stall-after': 3 }, when: 'late', ...timeout },
  { name: 'closes without an answer', script: { 'no-answer': 'fin' }, when: 'early', status: 502, ...vendorsFault },
  { name: 'resets without an answer', script: { 'no-answer': 'rst' }, when: 'early', status: 502, ...vendorsFault },
  { name: 'is cut in the middle', script: { ...spoken, 'cut-after': 3 }, ...once, ...truncated },
  { name: 'is cut within an event', script: { ...spoken, 'cut-at': 1_000 }, ...once, ...truncated },
  { name: 'is reset in the middle', script: { ...spoken, 'reset-after': 3 }, ...once, ...truncated },
  { name: 'ends in the middle as if that were all', script: { ...spoken, 'end-after': 3 }, ...once, ...truncated },
  { name: 'ends without a finish', script: { ...spoken, 'no-finish': '' }, ...once, ...truncated },
  {
    name: 'ends without a finish or a marker',
    script: { ...spoken, 'no-finish': '', 'no-done': '' },
    ...once,
    ...truncated,
  },
  { name: 'fails with 500', script: { status: 500 }, when: 'early', status: 500, ...vendorsFault },
  { name: 'is overloaded', script: { status: 503 }, when: 'early', status: 503, ...vendorsFault },
  {
    name: 'has no quota left today',
    script: { status: 429, quota: 'day' },
    when: 'early',
    status: 429,
    reason: 'limited',
    requests: 1,
  },
  {
    name: 'stays rate limited',
    script: { status: 429, hint: 'text', 'retry-after': '0.02' },
    when: 'early',
    status: 429,
    reason: 'limited',
    requests: TRIES,
  },
  { name: 'puts an error in a 200', script: { 'error-200': '' }, when: 'early', status: 503, ...vendorsFault },
  { name: 'streams an error at once', script: { 'error-after': 0 }, when: 'early', status: 503, ...vendorsFault },
  {
    name: 'streams an error in the middle',
    script: { ...spoken, 'error-after': 3 },
    ...once,
    status: 503,
    reason: 'upstream_error',
  },
  {
    name: 'streams a bare error',
    script: { ...spoken, 'error-after': 3, 'error-form': 'bare' },
    ...once,
    status: 503,
    reason: 'upstream_error',
  },
  {
    name: 'streams an error in an array',
    script: { ...spoken, 'error-after': 3, 'error-form': 'array' },
    ...once,
    status: 503,
    reason: 'upstream_error',
  },
  { name: 'answers with a gateway’s HTML page', script: { html: 502 }, when: 'early', status: 502, ...vendorsFault },
  { name: 'answers with HTML and 200', script: { html: 200 }, when: 'early', status: 502, ...vendorsFault },
  { name: 'answers with nothing', script: { empty: '' }, when: 'early', status: 502, ...vendorsFault },
  {
    name: 'redirects',
    script: { redirect: 'http://169.254.169.254/' },
    when: 'early',
    status: 502,
    reason: 'upstream_error',
    requests: 1,
  },
  {
    name: 'streams broken JSON',
    script: { ...spoken, 'garbage-after': 3 },
    ...once,
    status: 502,
    reason: 'upstream_error',
  },
  {
    name: 'streams bytes that are no UTF-8',
    script: { ...spoken, 'garbage-after': 3, garbage: 'utf8' },
    ...once,
    status: 502,
    reason: 'upstream_error',
  },
  { name: 'begins with broken JSON', script: { 'garbage-after': 0 }, when: 'early', status: 502, ...vendorsFault },
  {
    name: 'refuses the server’s key',
    script: { status: 401 },
    when: 'early',
    status: 502,
    reason: 'upstream_error',
    requests: 1,
  },
  {
    name: 'refuses the request',
    script: { status: 400 },
    when: 'early',
    status: 400,
    reason: 'bad_request',
    requests: 1,
  },
  {
    name: 'does not have the model',
    script: { status: 404 },
    when: 'early',
    status: 404,
    reason: 'not_found',
    requests: 1,
  },
]

let questions = 0

interface Asked {
  readonly answer: RawAnswer
  /** The gateway's log line. */
  readonly line: LogLine
  /** What the vendor was asked. */
  readonly seen: readonly RecordedRequest[]
}

/** Asks with a script that names this question, so that its requests are found at the vendor. */
async function askScripted(
  product: Product,
  way: Way,
  script: Fault['script'],
  headers: Readonly<Record<string, string>> = {},
): Promise<Asked> {
  const key = `question-${++questions}.`
  const answer = await ask(questionOf(product, way, { script: { ...script, key }, headers }))
  return { answer, line: await product.endOf(answer.requestId), seen: requestsWith(simulatorOf(product, way), key) }
}

/** The whole promise about one fault on one way. */
function expectFault({ answer, line, seen }: Asked, way: Way, fault: Fault): void {
  const status = typeof fault.status === 'number' ? fault.status : fault.status[way.dialect]
  if (fault.when === 'early' || way.framing === 'whole') expectEarlyError(answer, way.dialect, status)
  else {
    const error = expectLateError(answer, way)
    if (way.dialect === 'gemini') expect(error.code).toBe(status)
    expect(textOf(way, answer.text)).toMatch(/^piece 0 /)
  }
  expect(seen).toHaveLength(fault.requests)
  expect(line).toMatchObject({ reason: fault.reason })
}

/** Reasons as the metric has them and as the log has them must be the same, request by request. */
async function expectReasonsCounted(product: Product): Promise<void> {
  const lines = product.logs.filter((line) => line.service === 'gateway' && typeof line.reason === 'string')
  for (const reason of new Set(lines.map((line) => String(line.reason)))) {
    const logged = lines.filter((line) => line.reason === reason).length
    expect({ reason, count: await product.metric('sluice_requests_total', { reason }) }).toEqual({
      reason,
      count: logged,
    })
  }
  expect(await product.metric('sluice_active_streams')).toBe(0)
}

describe('an upstream that fails, in one process', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ env: impatient })
  })
  afterAll(() => product.stop())

  describe.each(faults)('$name', (fault) => {
    const asked = atOnce(ways, (way) => askScripted(product, way, fault.script))
    it.each(ways)('$name', async (way) => expectFault(await asked(way), way, fault))
  })

  describe('that asks for a pause', () => {
    const asked = atOnce(ways, (way) => {
      const hint = way.vendor === 'openai' ? 'header-ms' : 'retry-info'
      return askScripted(product, way, { 'fail-first': 1, status: 429, hint, 'retry-after': '0.2' })
    })
    it.each(ways)('$name: waits as long as it was told and hides the 429', async (way) => {
      const { answer, seen } = await asked(way)
      expectComplete(answer, way)
      expect(seen).toHaveLength(2)
      expect((seen[1]?.arrivedAtMs ?? 0) - (seen[0]?.endedAtMs ?? 0)).toBeGreaterThanOrEqual(195)
    })

    it.each(ways)('$name: tells the wait in dialect when it gives up', async (way) => {
      const script = { status: 429, hint: 'text', 'retry-after': '0.02' }
      const { answer } = await askScripted(product, way, script)
      expect(answer.headers).toMatchObject({ 'retry-after': '1', 'retry-after-ms': '20' })
      if (way.dialect === 'gemini') expect(answer.text).toMatch(/retry in 0\.02s/i)
    })
  })

  it('counts each end once, under the reason that the log gives', () => expectReasonsCounted(product))
})

describe('an upstream that only looks odd', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ env: impatient })
  })
  afterAll(() => product.stop())

  const oddities = [
    { newline: 'crlf' },
    { newline: 'cr' },
    { bom: '' },
    { comments: '' },
    { chunks: 'bytes' },
    { chunks: 'one' },
    { chunks: 7 },
    { form: 'whole' },
    { 'no-done': '' },
    { 'content-type': 'text/plain' },
    { 'garbage-after': 2, garbage: 'empty' },
  ]
  describe.each(oddities.map((script) => ({ name: JSON.stringify(script), script })))('$name', ({ script }) => {
    const asked = atOnce(ways, (way) => askScripted(product, way, { text: 'Grüße, 世界 😀!', ...script }))
    it.each(ways)('$name: answers as if nothing were odd', async (way) => {
      const { answer, line } = await asked(way)
      expectComplete(answer, way)
      expect(textOf(way, answer.text)).toBe('Grüße, 世界 😀!')
      expect(line).toMatchObject({ reason: 'complete', status: 200 })
    })
  })

  it.each(ways.filter(({ vendor }) => vendor === 'gemini'))(
    '$name: a stream that comes as a JSON array is read',
    async (way) => {
      const { answer } = await askScripted(product, way, { text: 'Hello', form: 'array' })
      expectComplete(answer, way)
      expect(textOf(way, answer.text)).toBe('Hello')
    },
  )
})

describe('an upstream that never ends', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ env: { SLUICE_TOTAL_TIMEOUT_MS: '500' } })
  })
  afterAll(() => product.stop())

  const asked = atOnce(ways, (way) => askScripted(product, way, { events: 1_000, every: 20 }))
  it.each(ways)('$name: is ended when its time is over', async (way) => {
    const { answer, line } = await asked(way)
    if (way.framing === 'whole') expectEarlyError(answer, way.dialect, 504)
    else expectLateError(answer, way)
    expect(line).toMatchObject({ reason: 'upstream_timeout' })
    await simulatorOf(product, way).waitFor(() => simulatorOf(product, way).openResponses() === 0)
  })
})

describe('an upstream that is not there', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ env: impatient })
    await Promise.all([product.gemini.close(), product.upstream.close()])
  })
  afterAll(() => product.stop())

  it.each(ways)('$name: 502 that names the setting and no address', async (way) => {
    const { answer, line } = await askScripted(product, way, {})
    const error = expectEarlyError(answer, way.dialect, 502)
    expect(error.message).toContain(way.vendor === 'openai' ? 'UPSTREAM_URL' : 'GOOGLE_GEMINI_BASE_URL')
    expect(answer.text).not.toMatch(/127\.0\.0\.1|ECONNREFUSED/)
    expect(line).toMatchObject({ reason: 'upstream_error', status: 502 })
  })
})

describe('a failure after the first heartbeat', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({
      env: { ...impatient, SLUICE_HEARTBEAT_AFTER_MS: '60', SLUICE_HEARTBEAT_EVERY_MS: '60' },
    })
  })
  afterAll(() => product.stop())

  const scripts = [
    { name: 'an error answer', script: { 'first-byte': 200, status: 500 } },
    { name: 'a stall', script: { ...spoken, 'stall-after': 3 } },
    { name: 'a cut', script: { ...spoken, 'first-byte': 200, 'cut-after': 3 } },
  ]
  const streamed = ways.filter(({ framing }) => framing !== 'whole')
  const whole = ways.filter(({ framing }) => framing === 'whole')

  describe.each(scripts)('$name', ({ script }) => {
    const asked = atOnce(ways, (way) => askScripted(product, way, script))
    const askedByTavern = atOnce(whole, (way) => askScripted(product, way, script, { 'user-agent': 'node-fetch' }))

    it.each(streamed)('$name: the stream carries the error', async (way) => {
      expectLateError((await asked(way)).answer, way)
    })

    it.each(whole)('$name: the connection is cut, for every SDK notices that', async (way) => {
      const { answer, line } = await asked(way)
      expect(answer).toMatchObject({ status: 200, end: 'cut', text: expect.stringMatching(/^\n+$/) })
      expect(line.reason).toMatch(/^(upstream_error|upstream_timeout|truncated)$/)
    })

    it.each(whole)('$name: SillyTavern gets the error as the body', async (way) => {
      const { answer } = await askedByTavern(way)
      expect(answer).toMatchObject({ status: 200, end: 'complete', text: expect.stringMatching(/^\n+\{/) })
      errorIn(answer.text, way.dialect)
    })
  })

  it('counts each end once, under the reason that the log gives', () => expectReasonsCounted(product))
})

describe('an upstream that fails, in two processes', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ processes: 2, env: impatient })
  })
  afterAll(() => product.stop())

  const few = [
    'stalls in the middle',
    'is cut in the middle',
    'streams an error in the middle',
    'answers with nothing',
    'has no quota left today',
  ]
  const throughTheHop = ways.filter(({ vendor }) => vendor === 'gemini')
  describe.each(faults.filter(({ name }) => few.includes(name)))('$name', (fault) => {
    const asked = atOnce(throughTheHop, (way) => askScripted(product, way, fault.script))
    it.each(throughTheHop)('$name', async (way) => expectFault(await asked(way), way, fault))
  })

  it.each(throughTheHop)('$name: 502 when the vendor is not there', async (way) => {
    await product.gemini.close()
    const { answer } = await askScripted(product, way, {})
    expect(expectEarlyError(answer, way.dialect, 502).message).toContain('GOOGLE_GEMINI_BASE_URL')
  })

  it('counts each end once, under the reason that the log gives', () => expectReasonsCounted(product))
})
