import { askOf, type Question } from '../ask.ts'
import type { Window } from '../load/commands.ts'
import type { Rig, Running } from '../rig.ts'
import { PACE_MS } from '../vendor/script.ts'
import type { Sample, Scenario } from './scenario.ts'

const CONNECTIONS = 16
const WARM_UP_SLICES_MAX = 4
const SETTLE_MS = 150
/** Until all streams are open and no request is under way. */
const STREAMS_SETTLE_MS = 600
/** Streams go on for so long after the window. */
const STREAMS_REST_MS = 300

type Counted = 'requests' | 'events'

function sampleOf({ cpuUs, waitedUs, ...passed }: Window, per: Counted): Sample {
  const count = passed[per]
  return {
    value: cpuUs.target / count,
    vendorUs: cpuUs.vendor / count,
    loadUs: cpuUs.load / count,
    waitedShare: waitedUs / Math.max(cpuUs.target + waitedUs, 1),
  }
}

/** A few keep-alive connections that ask without a pause. `weight` is how many small requests one of these stands for. */
export function closedLoop(title: string, question: Question, per: Counted, weight = 1): Scenario {
  const run = (rig: Rig, running: Running, windowMs: number) => {
    const ask = askOf(running, running.target.manner, question)
    return rig.command({
      kind: 'closed-loop',
      ask,
      watched: running.watched,
      connections: CONNECTIONS,
      settleMs: SETTLE_MS,
      windowMs,
    })
  }
  return {
    title,
    unit: 'µs',
    warmUp: async (rig, running, { warmUpMs, warmUpRequests }) => {
      for (let requests = 0, slices = 0; requests * weight < warmUpRequests && slices < WARM_UP_SLICES_MAX; slices++) {
        requests += (await run(rig, running, warmUpMs)).requests
      }
    },
    measure: async (rig, running, { windowMs }) => sampleOf(await run(rig, running, windowMs), per),
  }
}

/** Many streams at a steady pace, looked at while all of them run: no request begins or ends in the window. */
export function pacedStreams(title: string, streams: number): Scenario {
  const run = (rig: Rig, running: Running, windowMs: number) => {
    const events = Math.ceil((STREAMS_SETTLE_MS + windowMs + STREAMS_REST_MS) / PACE_MS)
    const ask = askOf(running, running.target.manner, { script: { kind: 'paced', events }, promptBytes: 400 })
    const times = { settleMs: STREAMS_SETTLE_MS, windowMs }
    return rig.command({ kind: 'streams', ask, watched: running.watched, connections: streams, ...times })
  }
  return {
    title,
    unit: 'µs',
    warmUp: (rig, running, { warmUpMs }) => run(rig, running, warmUpMs),
    measure: async (rig, running, { windowMs }) => {
      const window = await run(rig, running, windowMs)
      return { ...sampleOf(window, 'events'), eventsPerRead: window.events / window.reads }
    },
  }
}
