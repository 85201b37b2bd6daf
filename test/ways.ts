import { beforeAll } from '@jest/globals'
import type { Way } from './way.ts'

export * from './way.ts'

/** Starts the same work on many ways at once, before the tests that look at it one by one. */
export function atOnce<T>(list: readonly Way[], work: (way: Way) => Promise<T>): (way: Way) => Promise<T> {
  const running = new Map<string, Promise<T>>()
  beforeAll(() => {
    for (const way of list) {
      const promise = work(way)
      promise.catch(() => {})
      running.set(way.name, promise)
    }
  })
  return async ({ name }) => {
    const promise = running.get(name)
    if (promise === undefined) throw new Error(`nothing was started for ${name}`)
    return promise
  }
}
