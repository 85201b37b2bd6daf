import { setTimeout as sleep } from 'node:timers/promises'
import { askOf } from '../ask.ts'
import { rssKbOf } from '../measure/cpu.ts'
import type { Rig, Running } from '../rig.ts'
import type { Scenario } from './scenario.ts'

/** After the last event, and after the warm-up, before memory is looked at. */
const SETTLE_MS = 1000
const WARM_UP_CONNECTIONS = 16
const WARM_UP_WINDOW_MS = 300
/** A fixed number: a heap that has grown further by work would hide what the streams take. */
const WARM_UP_REQUESTS = 2000
const WARM_UP_SLICES_MAX = 20

/** Resident memory that one open stream adds, after its first event and while nothing comes. */
export function idleStreams(title: string, streams: number): Scenario {
  return {
    title,
    unit: 'KB',
    fresh: true,
    halfRounds: true,
    warmUp,
    measure: async (rig, running) => {
      const ask = askOf(running, running.target.manner, { script: { kind: 'hold', events: 2 }, promptBytes: 400 })
      await sleep(SETTLE_MS)
      const before = rssKbOf(running.watched.target)
      await rig.command({ kind: 'hold', ask, connections: streams })
      await sleep(SETTLE_MS)
      const after = rssKbOf(running.watched.target)
      await rig.command({ kind: 'drop' })
      return { value: (after - before) / streams }
    },
  }
}

async function warmUp(rig: Rig, running: Running): Promise<void> {
  const ask = askOf(running, running.target.manner, { script: { kind: 'burst', events: 4 }, promptBytes: 400 })
  const times = { settleMs: 0, windowMs: WARM_UP_WINDOW_MS }
  const { watched } = running
  for (let requests = 0, slices = 0; requests < WARM_UP_REQUESTS && slices < WARM_UP_SLICES_MAX; slices++) {
    requests += (await rig.command({ kind: 'closed-loop', ask, watched, connections: WARM_UP_CONNECTIONS, ...times }))
      .requests
  }
}
