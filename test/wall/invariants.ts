import { isDeepStrictEqual } from 'node:util'
import { expect } from '@jest/globals'
import type { LogLine, Product, ServiceName } from '../product.ts'
import { ask } from '../raw-client.ts'
import { promptText, questionOf, type Way } from '../ways.ts'

/** Where a test put bytes of its own in place of a simulator. */
export interface Vendor {
  /** Requests that are neither answered to their end nor given up by the caller. */
  openAnswers(): number
}

interface InvariantOptions {
  /** Requests to the gateway by their id: each must have come to exactly one end. Waits for that. */
  readonly requestIds?: Iterable<string>
  /** Vendors beside the simulators. */
  readonly vendors?: readonly Vendor[]
  /** Texts and keys, beside those that every product and question has, that no log and no metric may hold. */
  readonly canaries?: readonly string[]
  /** Messages of log lines of level error and above that the rows themselves brought about. */
  readonly expectedErrors?: readonly string[]
}

/** Of every question, and of the simulators' answers to `events=N`. */
const usualTexts = [promptText, 'piece 0 ']

/** A complete answer is given a second to end its connection. */
const SETTLED_WITHIN_MS = 5_000
const LOOK_EVERY_MS = 20

/**
 * What holds once no request is under way, whatever happened before: one end per request in log and metric, nothing
 * open, no fault of ours, nothing secret told, the processes alive.
 */
export async function expectInvariants(product: Product, options: InvariantOptions = {}): Promise<void> {
  const { requestIds = [], vendors = [], canaries = [], expectedErrors = [] } = options
  const ids = new Set(requestIds)
  await Promise.all(Array.from(ids, (id) => product.endOf(id)))
  await expectSettled(product, vendors)
  await expectEndsCounted(product, 'gateway')
  // In one process its part of a gateway's request is no line of its own.
  if (product.pids.length > 1) await expectEndsCounted(product, 'translator')
  expectOneEnd(product.logs, ids)
  expectNoFault(product, expectedErrors)
  await expectNothingTold(product, [...product.secrets, ...usualTexts, ...canaries])
  for (const pid of product.pids) expect(() => process.kill(pid, 0)).not.toThrow()
}

/** Looks again until what is found is as it must be. @throws Error when it still is not after five seconds. */
async function expectSoon(look: () => Promise<{ readonly found: object; readonly right: object }>): Promise<void> {
  const untilMs = performance.now() + SETTLED_WITHIN_MS
  for (;;) {
    const { found, right } = await look()
    if (isDeepStrictEqual(found, right)) return
    if (performance.now() > untilMs) return expect(found).toEqual(right)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}

function expectSettled(product: Product, vendors: readonly Vendor[]): Promise<void> {
  const all: readonly Vendor[] = [
    { openAnswers: () => product.gemini.openResponses() },
    { openAnswers: () => product.upstream.openResponses() },
    ...vendors,
  ]
  return expectSoon(async () => ({
    found: {
      activeStreams: await product.metric('sluice_active_streams'),
      translatorStreams: await product.metric('sluice_active_streams', {}, 'translator'),
      openAnswers: all.map((vendor) => vendor.openAnswers()),
    },
    right: { activeStreams: 0, translatorStreams: 0, openAnswers: all.map(() => 0) },
  }))
}

const isEnd = (line: LogLine) => typeof line.request_id === 'string' && typeof line.reason === 'string'

function expectOneEnd(logs: readonly LogLine[], ids: ReadonlySet<string>): void {
  const ends = logs.filter(isEnd)
  const keys = ends.map((line) => `${line.service} ${line.request_id}`)
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
  const ended = new Set(ends.filter(({ service }) => service === 'gateway').map((line) => String(line.request_id)))
  expect([...ids].filter((id) => !ended.has(id))).toEqual([])
}

/** Reasons as the metric has them and as the log has them are the same, request by request; a log line may come later. */
function expectEndsCounted(product: Product, service: ServiceName): Promise<void> {
  return expectSoon(async () => {
    const counted = endsIn(await product.metrics(service))
    const lines = product.logs.filter((line) => isEnd(line) && line.service === service)
    const logged = Object.entries(Object.groupBy(lines, ({ reason }) => String(reason)))
    return { found: counted, right: Object.fromEntries(logged.map(([reason, list]) => [reason, list?.length])) }
  })
}

function endsIn(metrics: string): object {
  const counted: Record<string, number> = {}
  for (const [, labels = '', count] of metrics.matchAll(/^sluice_requests_total\{(.*)\} (\d+)/gm)) {
    const reason = /reason="(\w+)"/.exec(labels)?.[1] ?? ''
    counted[reason] = (counted[reason] ?? 0) + Number(count)
  }
  return counted
}

function expectNoFault({ stderr, logs }: Product, expectedErrors: readonly string[]): void {
  expect(stderr).toEqual([])
  const faults = logs.filter(
    ({ level, msg }) => /^(error|fatal)$/.test(String(level)) && !expectedErrors.includes(String(msg)),
  )
  expect(faults).toEqual([])
  expect(
    logs.filter(({ reason }) => reason === 'internal_error' && !expectedErrors.includes('request failed')),
  ).toEqual([])
}

async function expectNothingTold(product: Product, secrets: readonly string[]): Promise<void> {
  const metrics = [await product.metrics('gateway'), await product.metrics('translator')]
  const told = [...product.output, ...metrics].filter((text) => secrets.some((secret) => text.includes(secret)))
  expect(told).toEqual([])
}

/** Long enough for answers that were asked for together to run together. */
const OVERLAP_MS = 250

/**
 * With SLUICE_STREAMS_MAX set to `places`: as many answers fit in at once, so nobody who left has kept a place. Ask only
 * when nothing else runs.
 */
export async function expectPlacesFree(product: Product, way: Way, places: number): Promise<void> {
  const question = questionOf(product, way, { script: { 'first-byte': OVERLAP_MS } })
  const answers = await Promise.all(Array.from({ length: places }, () => ask(question)))
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
}
