import { setTimeout as sleep } from 'node:timers/promises'
import { askOf } from '../ask.ts'
import { rssKbOf } from '../measure/cpu.ts'
import type { Rig, Running } from '../rig.ts'
import type { Scenario } from './scenario.ts'

const SETTLE_MS = 1500
const WARM_UP_CONNECTIONS = 16

/** Resident memory that one open stream adds, after its first event and while nothing comes. */
export function idleStreams(title: string, streams: number): Scenario {
  const run = async (rig: Rig, running: Running) => {
    const ask = askOf(running, running.target.manner, { script: { kind: 'hold', events: 2 }, promptBytes: 400 })
    const before = rssKbOf(running.watched.target)
    await rig.command({ kind: 'hold', ask, connections: streams })
    await sleep(SETTLE_MS)
    const after = rssKbOf(running.watched.target)
    await rig.command({ kind: 'drop' })
    return { value: (after - before) / streams }
  }
  return {
    title,
    unit: 'KB',
    fresh: true,
    roundsMax: 3,
    warmUp: (rig, running, { warmUpMs }) =>
      rig.command({
        kind: 'closed-loop',
        ask: askOf(running, running.target.manner, { script: { kind: 'burst', events: 4 }, promptBytes: 400 }),
        watched: running.watched,
        connections: WARM_UP_CONNECTIONS,
        settleMs: 0,
        windowMs: warmUpMs,
      }),
    measure: run,
  }
}
