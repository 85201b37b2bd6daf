import { setTimeout as sleep } from 'node:timers/promises'
import { cpuUsOf } from '../measure/cpu.ts'
import type { Watched, Window } from './commands.ts'

/** What has passed so far. */
export interface Passed {
  requests: number
  events: number
  reads: number
}

/** Lets the load settle, then takes what passes in the window and what it costs. */
export async function measureWindow(
  passed: Readonly<Passed>,
  { target, vendor }: Watched,
  { settleMs, windowMs }: { readonly settleMs: number; readonly windowMs: number },
): Promise<Window> {
  const look = () => ({
    ...passed,
    target: cpuUsOf(target),
    vendor: cpuUsOf(vendor),
    load: cpuUsOf([process.pid]),
  })
  await sleep(settleMs)
  const before = look()
  await sleep(windowMs)
  const after = look()
  return {
    requests: after.requests - before.requests,
    events: after.events - before.events,
    reads: after.reads - before.reads,
    cpuUs: {
      target: after.target - before.target,
      vendor: after.vendor - before.vendor,
      load: after.load - before.load,
    },
  }
}
