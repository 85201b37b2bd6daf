import { describe, expect, it } from '@jest/globals'
import { GatewayError } from '@sluice/protocol'
import { createRecorder, type EndedRequest, type RecordObserver } from '../src/index.ts'

const about = { requestId: 'req_1', protocol: 'openai-chat', route: '/v1/chat/completions' } as const
const gone = new GatewayError({ kind: 'client-gone', message: 'gone' })
const broken = new GatewayError({ kind: 'truncated', message: 'broken' })

/** A record and all that its observer heard. */
function watched() {
  const heard: string[] = []
  const ends: EndedRequest[] = []
  const observer: RecordObserver = {
    arrived: ({ requestId }) => heard.push(`arrived ${requestId}`),
    limited: (_request, limit) => heard.push(`limited ${limit}`),
    relaying: () => heard.push('relaying'),
    routed: (_request, target) => heard.push(`routed ${target}`),
    waiting: (_request, { cause, waitMs }) => heard.push(`waiting ${cause} ${waitMs}`),
    attempted: ({ attempts }, after) => heard.push(`attempted ${attempts} ${after?.cause}`),
    heartbeat: ({ heartbeats }) => heard.push(`heartbeat ${heartbeats}`),
    firstOutput: () => heard.push('first output'),
    ended: (request) => ends.push(request),
  }
  return { record: createRecorder([observer])(about), heard, ends }
}

describe('the record of a request', () => {
  it('tells its observers each step as it happens, and the end with all of it', () => {
    const { record, heard, ends } = watched()
    record.calledBy('key:1')
    record.asked('m', true)
    record.relaying()
    record.routed('upstream')
    record.attempted()
    record.waiting('overloaded', 20)
    record.attempted()
    record.heartbeat()
    record.dropped(['a'])
    record.firstOutput()
    record.used({ inputTokens: 1 })
    record.answered(200)
    record.ended()
    expect(heard).toEqual([
      'arrived req_1',
      'relaying',
      'routed upstream',
      'attempted 1 undefined',
      'waiting overloaded 20',
      'attempted 2 overloaded',
      'heartbeat 1',
      'first output',
    ])
    expect(ends).toEqual([
      {
        ...about,
        caller: 'key:1',
        model: 'm',
        stream: true,
        target: 'upstream',
        attempts: 2,
        retryWaitMs: 20,
        heartbeats: 1,
        relaying: true,
        dropped: ['a'],
        stopped: false,
        usage: { inputTokens: 1 },
        status: 200,
        reason: 'complete',
        startedAt: expect.any(Number),
        durationMs: expect.any(Number),
        overheadMs: expect.any(Number),
        firstOutputMs: expect.any(Number),
      },
    ])
  })

  it('ends once, for its first error, and is deaf after that', () => {
    const { record, heard, ends } = watched()
    record.failed(broken)
    record.failed(gone)
    record.ended()
    record.answered(502)
    record.heartbeat()
    record.routed('upstream')
    record.ended()
    expect(ends).toHaveLength(1)
    expect(ends[0]).toMatchObject({ reason: 'truncated', error: broken, status: 200, heartbeats: 0 })
    expect(heard).toEqual(['arrived req_1'])
  })

  it('does not count a wait that no attempt came of', () => {
    const { record, ends } = watched()
    record.attempted()
    record.waiting('overloaded', 60_000)
    record.failed(gone)
    record.ended()
    expect(ends[0]).toMatchObject({ attempts: 1, retryWaitMs: 0, status: 499, reason: 'client_gone' })
  })

  it('counts a stream once and takes the first output only', () => {
    const { record, heard } = watched()
    record.relaying()
    record.relaying()
    record.firstOutput()
    record.firstOutput()
    expect(heard).toEqual(['arrived req_1', 'relaying', 'first output'])
  })

  it('calls an answer that a stop tag ended an early stop, unless it failed all the same', () => {
    const [stopped, failed] = [watched(), watched()]
    stopped.record.stopped()
    stopped.record.ended()
    failed.record.stopped()
    failed.record.failed(gone)
    failed.record.ended()
    expect([stopped.ends[0]?.reason, failed.ends[0]?.reason]).toEqual(['early_stop', 'client_gone'])
  })
})
