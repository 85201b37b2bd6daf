import { setTimeout as sleep } from 'node:timers/promises'
import type { Command, Results } from './commands.ts'
import { Connection } from './connection.ts'
import { closeAll } from './crowd.ts'
import { within } from './within.ts'

type OpenLoop = Extract<Command, { readonly kind: 'open-loop' }>

/** Asks at fixed times on whichever connection is free, and takes the time to each first event. */
export async function openLoop({ ask, perSecond, windowMs }: OpenLoop): Promise<Results['open-loop']> {
  const firstEventMs: number[] = []
  const idle: Connection[] = []
  const askedAt = new Map<Connection, number>()
  const total = Math.round((perSecond * windowMs) / 1000)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  promise.catch(() => {})
  let answers = 0
  const listener = {
    events: (connection: Connection) => {
      const at = askedAt.get(connection)
      if (at === undefined) return
      askedAt.delete(connection)
      firstEventMs.push(performance.now() - at)
    },
    answered: (connection: Connection) => {
      idle.push(connection)
      if (++answers === total) resolve()
    },
    failed: reject,
  }
  await atRate(perSecond, total, () => {
    const connection = idle.pop() ?? new Connection(ask, listener)
    askedAt.set(connection, performance.now())
    connection.ask()
  })
  await within(promise)
  closeAll(idle)
  return { firstEventMs }
}

async function atRate(perSecond: number, total: number, act: () => void): Promise<void> {
  const startedAt = performance.now()
  for (let count = 0; count < total; count++) {
    const dueMs = startedAt + (count * 1000) / perSecond - performance.now()
    if (dueMs > 0) await sleep(dueMs)
    act()
  }
}
