import type { Command, Results } from './commands.ts'
import type { Connection } from './connection.ts'
import { closeAll, crowd } from './crowd.ts'
import { openLoop } from './open-loop.ts'
import { measureWindow } from './window.ts'

type Of<Kind extends Command['kind']> = Extract<Command, { readonly kind: Kind }>

let held: readonly Connection[] = []

/** Runs a command to its end. Rejects when any answer was wrong. */
export function runCommand(command: Command): Promise<Results[Command['kind']]> {
  switch (command.kind) {
    case 'closed-loop':
      return closedLoop(command)
    case 'streams':
      return streams(command)
    case 'open-loop':
      return openLoop(command)
    case 'hold':
      return hold(command)
    case 'drop':
      return drop()
    case 'leave':
      return leave(command)
  }
}

async function closedLoop({ ask, watched, connections, ...times }: Of<'closed-loop'>): Promise<Results['closed-loop']> {
  const passed = { requests: 0, events: 0, reads: 0 }
  let going = true
  const all = crowd(ask, connections, {
    events: (_connection, events) => {
      passed.events += events
      passed.reads++
    },
    answered: (connection, done) => {
      passed.requests++
      if (going) connection.ask()
      else done()
    },
  })
  const window = measureWindow(passed, watched, times).finally(() => {
    going = false
  })
  const [result, own] = await Promise.all([window, all])
  closeAll(own)
  return result
}

async function streams({ ask, watched, connections, ...times }: Of<'streams'>): Promise<Results['streams']> {
  const passed = { requests: 0, events: 0, reads: 0 }
  const all = crowd(ask, connections, {
    events: (_connection, events) => {
      passed.events += events
      passed.reads++
    },
    answered: (_connection, done) => {
      passed.requests++
      done()
    },
  })
  const [window, own] = await Promise.all([measureWindow(passed, watched, times), all])
  closeAll(own)
  return window
}

async function hold({ ask, connections }: Of<'hold'>): Promise<Results['hold']> {
  held = await crowd(ask, connections, { events: (_connection, _events, done) => done() })
  return {}
}

async function drop(): Promise<Results['drop']> {
  closeAll(held)
  held = []
  return {}
}

async function leave({ ask, connections, afterEvents }: Of<'leave'>): Promise<Results['leave']> {
  const seen = new Map<Connection, number>()
  await crowd(ask, connections, {
    events: (connection, events, done) => {
      const soFar = (seen.get(connection) ?? 0) + events
      seen.set(connection, soFar)
      if (soFar < afterEvents) return
      connection.close()
      done()
    },
  })
  return { eventsRead: seen.values().reduce((sum, events) => sum + events, 0) }
}
