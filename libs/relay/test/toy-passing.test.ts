import { describe, expect, it } from '@jest/globals'
import type { Protocol } from '@sluice/protocol'
import { addToy } from '../../protocol/test/toy/mocked.ts'

addToy()
const { codecs } = await import('@sluice/protocol')
const { Answer, createSink, EarlyStop, PassingTranscoder } = await import('../src/index.ts')

const codec = (codecs as Readonly<Record<string, (typeof codecs)[Protocol]>>).toy
if (codec === undefined) throw new Error('The toy is not in the table.')
const { client, frames } = codec
const sources = { createdAt: 0, nowMs: () => 0, random: () => 0, randomId: () => 'ours', sha256: () => '' }
const input = { body: { model: 'toy-1', turns: [{ who: 'user', say: 'hi' }], stream: true } }

interface ToyEvent {
  readonly seq: number
  readonly type: string
  readonly id?: string
  readonly text?: string
}

const opened = { type: 'opened', id: 'theirs', model: 'toy-1' }
const said = (...pieces: readonly string[]): readonly object[] => {
  const text = pieces.join('')
  const parts = [{ kind: 'text', text }]
  return [
    { type: 'part', choice: 0, kind: 'text' },
    ...pieces.map((piece) => ({ type: 'piece', choice: 0, text: piece })),
    { type: 'whole', choice: 0, text },
    { type: 'closed', id: 'theirs', answers: [{ choice: 0, reason: 'stop', parts }] },
  ]
}

/** What a toy client gets of a toy vendor. `beats`: heartbeats before the vendor's first event. */
function passed(events: readonly object[], { tag, beats = 0 }: { tag?: string; beats?: number } = {}) {
  const outline = client.outline(input)
  const asked = { input, outline, framing: 'sse', sources, requestId: 'r', answerModel: 'asked' } as const
  const stream = client.openStream(asked)
  const sink = createSink({ framing: 'sse', codec: codec!, stream, requestId: 'r', lateErrors: 'cut' })
  const filter = tag === undefined ? undefined : new EarlyStop([{ tag, include: false }], 1)
  const transcoder = new PassingTranscoder({ passage: frames.openPassage(asked, filter), comments: frames.comments })
  const noop = () => {}
  const call = {
    received: noop,
    paused: noop,
    resumed: noop,
    release: noop,
    abort: noop,
    failure: () => new Error() as never,
  }
  const body = { read: noop, pause: noop, resume: noop }
  const answer = new Answer({ codec: codec!, body, transcoder, call })
  let text = Array.from({ length: beats }, () => String(sink.heartbeat())).join('')
  const message = (event: object, seq: number) =>
    `event: ${(event as ToyEvent).type}\ndata: ${JSON.stringify({ seq, ...event })}\n\n`
  answer.flowInto(sink, noop)
  for (const [seq, event] of events.entries()) answer.chunk(Buffer.from(message(event, seq)))
  answer.end()
  text += String(sink.close() ?? '')
  const messages = text.split('\n\n').filter((one) => one !== '')
  const got = messages.map((one): ToyEvent => JSON.parse(one.slice(one.indexOf('data: ') + 6)))
  return { answer, got }
}

const typesOf = (got: readonly ToyEvent[]) => got.map(({ type }) => type)
const isCounted = (got: readonly ToyEvent[]) => got.every(({ seq }, at) => seq === at)

describe('a passing stream that repeats its text and counts its events', () => {
  it('passes', () => {
    const { answer, got } = passed([opened, ...said('s', 'o')])
    expect(typesOf(got)).toEqual(['opened', 'part', 'piece', 'piece', 'whole', 'closed'])
    expect([isCounted(got), answer.progress.ended]).toEqual([true, 'complete'])
  })

  it('is not stopped by its repeats: "so" twice holds no "os"', () => {
    const { answer, got } = passed([opened, ...said('s', 'o')], { tag: 'os' })
    expect(answer.progress.ended).toBe('complete')
    expect(JSON.stringify(got.at(-1))).toContain('"text":"so"')
  })

  it('is stopped at a tag, in what it repeats too', () => {
    const { answer, got } = passed([opened, ...said('before<', 'x>after')], { tag: '<x>' })
    expect(answer.progress.ended).toBe('early-stop')
    expect(JSON.stringify(got)).not.toMatch(/after|<x>/)
    expect(
      got
        .filter(({ type }) => ['whole', 'closed'].includes(type))
        .every((one) => JSON.stringify(one).includes('"before"')),
    ).toBe(true)
    expect(isCounted(got)).toBe(true)
  })

  it('is opened once when a heartbeat came first, and keeps the name it was opened with', () => {
    const { got } = passed([opened, ...said('late')], { beats: 2 })
    expect(typesOf(got)).toEqual(['opened', 'beat', 'beat', 'part', 'piece', 'whole', 'closed'])
    expect(isCounted(got)).toBe(true)
    expect(got.at(-1)?.id).toBe(got[0]?.id)
    expect(got[0]?.id).not.toBe('theirs')
  })
})
