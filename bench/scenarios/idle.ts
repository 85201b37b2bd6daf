import { setTimeout as sleep } from 'node:timers/promises'
import { askOf } from '../ask.ts'
import { rssKbOf } from '../measure/cpu.ts'
import type { Rig, Running } from '../rig.ts'
import type { Scenario } from './scenario.ts'

/** After the last first event, before memory is looked at. */
const SETTLE_MS = 1500
/** Enough to load all code. More would leave room in the heap, and that would hide what the streams take. */
const WARM_UP_STREAMS = 20

/** Resident memory that one open stream adds, after its first event and while nothing comes. */
export function idleStreams(title: string, streams: number): Scenario {
  const hold = async (rig: Rig, running: Running, connections: number) => {
    const ask = askOf(running, running.target.manner, { script: { kind: 'hold', events: 2 }, promptBytes: 400 })
    await rig.command({ kind: 'hold', ask, connections })
    await sleep(SETTLE_MS)
    const rssKb = rssKbOf(running.watched.target)
    await rig.command({ kind: 'drop' })
    return rssKb
  }
  return {
    title,
    unit: 'KB',
    fresh: true,
    halfRounds: true,
    warmUp: (rig, running) => hold(rig, running, WARM_UP_STREAMS),
    measure: async (rig, running) => {
      const before = rssKbOf(running.watched.target)
      const after = await hold(rig, running, streams)
      return { value: (after - before) / streams }
    },
  }
}
