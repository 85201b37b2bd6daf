import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { createLoadGate } from '../src/server/load-gate.ts'

describe('the load gate', () => {
  beforeEach(() => {
    jest.useFakeTimers()
  })
  afterEach(() => {
    jest.useRealTimers()
  })

  it('lets in as many as it may, and again when one has left, however often it says so', () => {
    const gate = createLoadGate({ streamsMax: 2 })
    const leave = gate.enter()
    gate.enter()
    expect(() => gate.enter()).toThrow(expect.objectContaining({ kind: 'busy', status: 503, retryAfterMs: 5_000 }))
    leave()
    leave()
    gate.enter()
    expect(() => gate.enter()).toThrow(/SLUICE_STREAMS_MAX/)
  })

  it('tells who only looks whether there is a place, and keeps none for it', () => {
    const gate = createLoadGate({ streamsMax: 1 })
    gate.look()
    const leave = gate.enter()
    expect(() => gate.look()).toThrow(/SLUICE_STREAMS_MAX/)
    leave()
    gate.look()
  })

  it('has no limit with 0', () => {
    const gate = createLoadGate({ streamsMax: 0 })
    for (let count = 0; count < 10_000; count++) gate.enter()
  })

  it('takes no new work while the event loop lags, and work again when it does not', () => {
    let clockMs = 0
    const gate = createLoadGate({ streamsMax: 0 }, () => clockMs)
    /** One look of the gate at the clock, this much late. */
    const look = (lateMs: number) => {
      clockMs += 250 + lateMs
      jest.advanceTimersByTime(250)
    }
    look(900)
    gate.enter()
    look(900)
    expect(() => gate.enter()).toThrow(/event loop lags/)
    look(0)
    gate.enter()
  })
})
