import { describe, expect, it } from '@jest/globals'
import { GatewayError } from '@sluice/protocol'
import { createLogger, createMetrics } from '@sluice/telemetry'
import { countRequests, createRecorder, logRequests, type RecordObserver } from '../src/index.ts'

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

  it('is a debug line where another says it all, but for a technical reason that only it knows', () => {
    const quiet = logOf('info', (logger) => logRequests(logger, 'debug'))
    quiet.record.ended()
    const told = logOf('info', (logger) => logRequests(logger, 'debug'))
    told.record.failed(new GatewayError({ kind: 'unreachable', message: 'down', cause: new Error('ECONNREFUSED') }))
    told.record.ended()
    expect([quiet.lines.length, told.lines.length]).toEqual([0, 1])
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
    record.dropped(['contents[0].a'])
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
      'sluice_dropped_fields_total{field="contents[].a",service="test"} 1',
      'sluice_limited_total{limit="caller",service="test"} 1',
      'sluice_active_streams{service="test"} 0',
    ])
      expect(text).toContain(sample)
  })
})
