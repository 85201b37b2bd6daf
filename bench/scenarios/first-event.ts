import { askOf } from '../ask.ts'
import { quantile } from '../report/statistics.ts'
import type { Rig, Running } from '../rig.ts'
import type { Scenario } from './scenario.ts'

const PER_SECOND = 50

/** Time to the first event at low load. */
export function firstEvent(title: string): Scenario {
  const run = (rig: Rig, running: Running, windowMs: number) => {
    const ask = askOf(running, running.target.manner, { script: { kind: 'paced', events: 5 }, promptBytes: 400 })
    return rig.command({ kind: 'open-loop', ask, perSecond: PER_SECOND, windowMs })
  }
  return {
    title,
    unit: 'ms',
    warmUp: (rig, running, { warmUpMs }) => run(rig, running, warmUpMs),
    measure: async (rig, running, { windowMs }) => {
      const { firstEventMs } = await run(rig, running, windowMs)
      return { value: quantile(firstEventMs, 0.5), p99: quantile(firstEventMs, 0.99) }
    },
  }
}
