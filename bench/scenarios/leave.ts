import { setTimeout as sleep } from 'node:timers/promises'
import { askOf } from '../ask.ts'
import type { Rig, Running } from '../rig.ts'
import { PACE_MS } from '../vendor/script.ts'
import type { Scenario } from './scenario.ts'

const CLIENTS = 20
const EVENTS = 100
const READ_EVENTS = 10
/** The vendor is done then, also with streams that nobody has ended. */
const REST_MS = EVENTS * PACE_MS + 500

/** Events that the vendor could still hand over after its clients' clients had left, for each of them. */
export function leavingClients(title: string): Scenario {
  const run = async (rig: Rig, running: Running) => {
    const ask = askOf(running, running.target.manner, { script: { kind: 'paced', events: EVENTS }, promptBytes: 400 })
    const before = await rig.vendorCounts()
    const { eventsRead } = await rig.command({ kind: 'leave', ask, connections: CLIENTS, afterEvents: READ_EVENTS })
    await sleep(REST_MS)
    const after = await rig.vendorCounts()
    return { value: (after.events - before.events - eventsRead) / CLIENTS }
  }
  return { title, unit: 'events', halfRounds: true, warmUp: run, measure: run }
}
