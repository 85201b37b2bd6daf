import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { Heartbeat } from '../src/heartbeat.ts'

describe('Heartbeat', () => {
  beforeEach(() => {
    jest.useFakeTimers()
  })
  afterEach(() => {
    jest.useRealTimers()
  })

  function beats(afterMs: number, everyMs: number) {
    const seen: number[] = []
    const start = Date.now()
    const heartbeat = new Heartbeat({ afterMs, everyMs, beat: () => seen.push(Date.now() - start) })
    return { heartbeat, seen }
  }

  it('beats after the first silence, then after every further one', () => {
    const { heartbeat, seen } = beats(20_000, 10_000)
    jest.advanceTimersByTime(45_000)
    expect(seen).toEqual([20_000, 30_000, 40_000])
    heartbeat.stop()
    jest.advanceTimersByTime(60_000)
    expect(seen).toHaveLength(3)
  })

  it('counts the silence from the last write', () => {
    const { heartbeat, seen } = beats(20_000, 10_000)
    jest.advanceTimersByTime(15_000)
    heartbeat.touch()
    jest.advanceTimersByTime(9_000)
    heartbeat.touch()
    jest.advanceTimersByTime(9_999)
    expect(seen).toEqual([])
    jest.advanceTimersByTime(1)
    expect(seen).toEqual([34_000])
    heartbeat.stop()
  })

  it('never beats when it is off', () => {
    const { heartbeat, seen } = beats(0, 10)
    heartbeat.touch()
    jest.advanceTimersByTime(100_000)
    expect(seen).toEqual([])
  })
})
