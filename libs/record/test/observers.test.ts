import { describe, expect, it } from '@jest/globals'
import { errorKinds, GatewayError } from '@sluice/protocol'
import { createLogger, createMetrics } from '@sluice/telemetry'
import {
  countRequests,
  createRecorder,
  logRequests,
  logSteps,
  type RecordObserver,
  type RequestRecord,
  serviceObservers,
} from '../src/index.ts'

const about = { requestId: 'req_1', protocol: 'gemini', route: '/v1beta/models/{model}:generateContent' } as const

function logOf(level: 'info' | 'debug', observe: (logger: ReturnType<typeof createLogger>) => RecordObserver) {
  const lines: Record<string, unknown>[] = []
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) }
  const observer = observe(createLogger({ level, service: 'test', destination }))
  return { record: createRecorder([observer])(about), lines }
}

describe('the log line of a request', () => {
  it('says what is known, and leaves out what is not', () => {
    const { record, lines } = logOf('info', (logger) => logRequests(logger))
    record.asked('gemini-2.5-pro', false)
    record.failed(new GatewayError({ kind: 'timeout', message: 'slow', cause: new Error('late') }))
    record.answered(504)
    record.ended()
    expect(lines).toEqual([
      {
        level: 'info',
        service: 'test',
        time: expect.any(String),
        request_id: 'req_1',
        route: about.route,
        protocol: 'gemini',
        model: 'gemini-2.5-pro',
        stream: false,
        status: 504,
        reason: 'upstream_timeout',
        duration_ms: expect.any(Number),
        attempts: 0,
        retry_wait_ms: 0,
        heartbeats: 0,
        error: { kind: 'timeout', message: 'slow', cause: 'late' },
        msg: 'request',
      },
    ])
  })

  it('has the stack of a fault of ours, and of nothing else', () => {
    const { record, lines } = logOf('info', (logger) => logRequests(logger))
    record.failed(new GatewayError({ kind: 'internal', message: 'a bug', cause: new TypeError('x is not a function') }))
    record.ended()
    expect(lines).toMatchObject([{ level: 'error', msg: 'request failed', err: { type: 'TypeError' } }])
  })
})

describe('texts that somebody else chose', () => {
  it.each([
    ['one dropped field with a name of 270 KB', (record: RequestRecord) => record.dropped(['a'.repeat(270_000)])],
    [
      'many dropped fields',
      (record: RequestRecord) => record.dropped(Array.from({ length: 9_000 }, (_, i) => `f${i}`.repeat(20))),
    ],
    ['a model name', (record: RequestRecord) => record.asked('m'.repeat(270_000))],
    [
      'an error of a vendor',
      (record: RequestRecord) =>
        record.failed(
          new GatewayError({
            kind: 'upstream-error',
            message: 'm'.repeat(270_000),
            code: 'c'.repeat(270_000),
            cause: new Error('e'.repeat(270_000)),
          }),
        ),
    ],
  ])('are cut, and the line is not left out: %s', (_what, say) => {
    const { record, lines } = logOf('debug', (logger) => logRequests(logger))
    say(record)
    record.ended()
    expect(lines).toMatchObject([{ request_id: 'req_1', msg: 'request' }])
    expect(JSON.stringify(lines).length).toBeLessThan(20_000)
  })

  it('say how many are missing', () => {
    const { record, lines } = logOf('info', (logger) => logRequests(logger))
    record.dropped(Array.from({ length: 60 }, (_, index) => `f${index}`))
    record.ended()
    expect(lines[0]?.dropped).toHaveLength(51)
    expect(lines[0]?.dropped).toContain('and 10 more')
  })
})

describe('the steps of a request', () => {
  it('are debug lines, each with its id: route, attempt, wait; its own line says the end', () => {
    const { record, lines } = logOf('debug', logSteps)
    record.asked('gpt-5')
    record.routed('upstream')
    record.attempted()
    record.waiting('overloaded', 20.4)
    record.attempted()
    record.firstOutput()
    record.ended()
    const told = lines.map(({ level, service, time, ...rest }) => rest)
    const request_id = 'req_1'
    expect(told).toEqual([
      { request_id, route: about.route, protocol: 'gemini', msg: 'arrived' },
      { request_id, model: 'gpt-5', target: 'upstream', msg: 'routed' },
      { request_id, attempt: 1, target: 'upstream', msg: 'attempt' },
      { request_id, cause: 'overloaded', wait_ms: 20, msg: 'waiting' },
      { request_id, attempt: 2, target: 'upstream', msg: 'attempt' },
      { request_id, ttft_ms: expect.any(Number), msg: 'first output' },
    ])
  })

  it('are told where debug lines are written only', () => {
    const metrics = createMetrics('test')
    const observers = (level: 'info' | 'debug') =>
      serviceObservers(metrics, createLogger({ level, service: 'test', destination: { write() {} } }))
    expect(observers('debug').length).toBe(observers('info').length + 1)
  })
})

describe('the metrics of a request', () => {
  it('count its end, its retries, its heartbeats and its stream', async () => {
    const metrics = createMetrics('test')
    const record = createRecorder([countRequests(metrics)])(about)
    record.asked('m')
    record.limited('caller')
    record.relaying()
    record.routed('google')
    record.attempted()
    record.waiting('overloaded', 1_500)
    record.attempted()
    record.heartbeat()
    record.dropped(['contents[0].parts[7].videoMetadata', 'made_up'])
    record.stopped()
    expect(await metrics.render()).toContain('sluice_active_streams{service="test"} 1')
    record.ended()
    record.ended()
    const text = await metrics.render()
    for (const sample of [
      'sluice_requests_total{protocol="gemini",model="m",target="google",status="200",reason="early_stop",service="test"} 1',
      'sluice_retries_total{cause="overloaded",service="test"} 1',
      'sluice_retry_wait_seconds_total{service="test"} 1.5',
      'sluice_heartbeats_total{protocol="gemini",service="test"} 1',
      'sluice_early_stops_total{protocol="gemini",service="test"} 1',
      'sluice_dropped_fields_total{field="contents[].parts[].videoMetadata",service="test"} 1',
      'sluice_dropped_fields_total{field="other",service="test"} 1',
      'sluice_limited_total{limit="caller",service="test"} 1',
      'sluice_active_streams{service="test"} 0',
    ])
      expect(text).toContain(sample)
  })

  it('have as many series as there are known fields, however many a client makes up', async () => {
    const metrics = createMetrics('test')
    const openRecord = createRecorder([countRequests(metrics)])
    for (let index = 0; index < 500; index++) {
      const record = openRecord(about)
      record.dropped([`made_up_${index}`, `generationConfig.made_up_${index}`])
      record.ended()
    }
    const record = openRecord(about)
    record.dropped(['safetySettings'])
    record.ended()
    const series = (await metrics.render())
      .split('\n')
      .filter((line) => line.startsWith('sluice_dropped_fields_total{'))
    expect(series).toHaveLength(2)
    expect(series.join()).toContain('field="safetySettings"')
  })
})

describe('the status label', () => {
  it('has a series of its own for every status that an error of the house has', async () => {
    const metrics = createMetrics('test')
    const openRecord = createRecorder([countRequests(metrics)])
    const errors = errorKinds.map((kind) => new GatewayError({ kind, message: kind }))
    for (const error of errors) {
      const record = openRecord(about)
      record.failed(error)
      record.answered(error.status)
      record.ended()
    }
    const text = await metrics.render()
    for (const { status } of errors) expect(text).toContain(`status="${status}"`)
    expect(text).not.toMatch(/status="\dxx"/)
  })
})
