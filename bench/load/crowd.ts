import { setTimeout as sleep } from 'node:timers/promises'
import type { Ask } from './commands.ts'
import { Connection } from './connection.ts'
import { within } from './within.ts'

/** Streams are opened in groups, so that they neither start nor end all at once. */
const OPENING_GROUP = 20

/** What happens on one of many connections; `done` says that it has done its part. */
export interface CrowdListener {
  /** At least one event came. */
  events?(connection: Connection, events: number, done: () => void): void
  answered?(connection: Connection, done: () => void): void
}

/**
 * Opens connections, asks once on each, and ends when each of them is done. Rejects when an answer is wrong.
 * The connections stay open.
 */
export async function crowd(ask: Ask, connections: number, on: CrowdListener): Promise<readonly Connection[]> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  promise.catch(() => {})
  const own: Connection[] = []
  const finished = new Set<Connection>()
  const done = (connection: Connection) => {
    finished.add(connection)
    if (finished.size === connections) resolve()
  }
  const listener = {
    events: (connection: Connection, events: number) => on.events?.(connection, events, () => done(connection)),
    answered: (connection: Connection) => on.answered?.(connection, () => done(connection)),
    failed: reject,
  }
  for (let count = 1; count <= connections; count++) {
    const connection = new Connection(ask, listener)
    own.push(connection)
    connection.ask()
    if (count % OPENING_GROUP === 0) await sleep(1)
  }
  try {
    await within(promise)
    return own
  } catch (error) {
    closeAll(own)
    throw error
  }
}

/** Closes connections, also those in the middle of an answer. */
export function closeAll(connections: readonly Connection[]): void {
  for (const connection of connections) connection.close()
}
