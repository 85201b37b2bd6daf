import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { Watchdog } from '../src/index.ts'

describe('Watchdog', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'clearImmediate'] })
  })
  afterEach(() => {
    jest.useRealTimers()
  })

  /** Passes time, and then gives the event loop its turn. */
  const elapse = async (ms: number) => {
    jest.advanceTimersByTime(ms)
    await new Promise<void>((resolve) => setImmediate(resolve))
  }

  it('ends a call that never gives a byte', async () => {
    const expired = jest.fn()
    new Watchdog({ firstByteMs: 1_000, idleMs: 100 }, expired)
    await elapse(999)
    expect(expired).not.toHaveBeenCalled()
    await elapse(1)
    expect(expired).toHaveBeenCalledWith(expect.objectContaining({ kind: 'timeout', status: 504 }))
  })

  it('ends a call that falls silent between chunks', async () => {
    const expired = jest.fn()
    const watchdog = new Watchdog({ firstByteMs: 1_000, idleMs: 100 }, expired)
    for (let chunk = 0; chunk < 5; chunk++) {
      watchdog.received()
      await elapse(99)
    }
    expect(expired).not.toHaveBeenCalled()
    await elapse(1)
    expect(expired).toHaveBeenCalledTimes(1)
  })

  it('does not blame the vendor while the client is the slow one', async () => {
    const expired = jest.fn()
    const watchdog = new Watchdog({ firstByteMs: 1_000, idleMs: 100 }, expired)
    watchdog.received()
    watchdog.paused()
    await elapse(10_000)
    expect(expired).not.toHaveBeenCalled()
    watchdog.resumed()
    await elapse(99)
    expect(expired).not.toHaveBeenCalled()
    await elapse(1)
    expect(expired).toHaveBeenCalledTimes(1)
  })

  it('reads what has come before it blames the vendor: the own event loop may have stood still', async () => {
    const expired = jest.fn()
    const watchdog = new Watchdog({ firstByteMs: 1_000, idleMs: 100 }, expired)
    jest.advanceTimersByTime(1_000)
    watchdog.received()
    await elapse(99)
    watchdog.received()
    jest.advanceTimersByTime(100)
    watchdog.received()
    await elapse(99)
    expect(expired).not.toHaveBeenCalled()
    await elapse(1)
    expect(expired).toHaveBeenCalledTimes(1)
  })

  it('is off with zero, and silent when stopped', () => {
    const expired = jest.fn()
    const off = new Watchdog({ firstByteMs: 0, idleMs: 0 }, expired)
    off.received()
    off.resumed()
    new Watchdog({ firstByteMs: 10, idleMs: 10 }, expired).stop()
    jest.advanceTimersByTime(100_000)
    expect(expired).not.toHaveBeenCalled()
  })

  it('stays stopped when a chunk still comes', () => {
    const watchdog = new Watchdog({ firstByteMs: 10, idleMs: 10 }, jest.fn())
    watchdog.stop()
    watchdog.received()
    expect(jest.getTimerCount()).toBe(0)
  })
})
