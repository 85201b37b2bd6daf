/**
 * Loaded into the services of a soak (`--import`): at SIGUSR2 it collects garbage and writes one line about the process
 * to standard error.
 */
import { writeSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')
const delay = monitorEventLoopDelay({ resolution: 10 })
delay.enable()

const MB = 1024 * 1024
const MS = 1_000_000
const STDERR = 2
const SWEEP_MS = 50

process.on('SIGUSR2', () => {
  const delayMaxMs = delay.max / MS
  const delayP99Ms = delay.percentile(99) / MS
  collect()
  // Memory of buffers is given back in the background; what the first round has freed may hold more of it.
  setTimeout(() => {
    collect()
    setTimeout(() => tell({ delayMaxMs, delayP99Ms }), SWEEP_MS)
  }, SWEEP_MS)
})

function tell(delays: { readonly delayMaxMs: number; readonly delayP99Ms: number }): void {
  // The pauses of the collections are none of the product's.
  delay.reset()
  const { heapUsed, external, arrayBuffers } = process.memoryUsage()
  const resources: Record<string, number> = {}
  for (const name of process.getActiveResourcesInfo()) resources[name] = (resources[name] ?? 0) + 1
  const seen = {
    heapMb: heapUsed / MB,
    externalMb: external / MB,
    arrayBuffersMb: arrayBuffers / MB,
    ...delays,
    resources,
  }
  writeSync(STDERR, `probe ${JSON.stringify(seen)}\n`)
}
