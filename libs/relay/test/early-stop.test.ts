import { describe, expect, it } from '@jest/globals'
import type { StreamEvent } from '@sluice/protocol'
import { EarlyStop } from '../src/early-stop.ts'

function eventsOf(stop: EarlyStop, events: readonly StreamEvent[]): StreamEvent[] {
  return events.flatMap((event) => [...stop.events(event)])
}

describe('EarlyStop', () => {
  it('ends one of two choices well at its tag, and leaves the other to its own end', () => {
    const stop = new EarlyStop([{ tag: '<end>', include: false }], 2, () => undefined)
    const passed = eventsOf(stop, [
      { type: 'text-start', choice: 0 },
      { type: 'text-start', choice: 1 },
      { type: 'text-delta', choice: 0, text: 'a<end>b' },
      { type: 'text-delta', choice: 1, text: 'c<e' },
      { type: 'text-delta', choice: 0, text: 'd' },
      { type: 'text-end', choice: 0 },
      { type: 'text-end', choice: 1 },
      {
        type: 'finish',
        choices: [
          { choice: 0, reason: 'length' },
          { choice: 1, reason: 'length' },
        ],
      },
    ])
    expect(stop.done).toBe(false)
    expect(passed.filter(({ type }) => type === 'text-delta' || type === 'text-end')).toEqual([
      { type: 'text-delta', choice: 0, text: 'a' },
      { type: 'text-end', choice: 0 },
      { type: 'text-delta', choice: 1, text: 'c' },
      { type: 'text-delta', choice: 1, text: '<e' },
      { type: 'text-end', choice: 1 },
    ])
    expect(passed.at(-1)).toMatchObject({ choices: [{ reason: 'stop' }, { reason: 'length' }] })
  })
})
