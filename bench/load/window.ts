import { setTimeout as sleep } from 'node:timers/promises'
import { cpuTimeOf } from '../measure/cpu.ts'
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
    target: cpuTimeOf(target),
    vendor: cpuTimeOf(vendor),
    load: cpuTimeOf([process.pid]),
  })
  await sleep(settleMs)
  const before = look()
  await sleep(windowMs)
  const after = look()
  return {
    requests: after.requests - before.requests,
    events: after.events - before.events,
    reads: after.reads - before.reads,
    waitedUs: after.target.waitedUs - before.target.waitedUs,
    cpuUs: {
      target: after.target.usedUs - before.target.usedUs,
      vendor: after.vendor.usedUs - before.vendor.usedUs,
      load: after.load.usedUs - before.load.usedUs,
    },
  }
}
