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

process.on('SIGUSR2', () => {
  const delayMaxMs = delay.max / MS
  const delayP99Ms = delay.percentile(99) / MS
  collect()
  // Its own pause is none of the product's.
  delay.reset()
  const { heapUsed, external, arrayBuffers } = process.memoryUsage()
  const resources: Record<string, number> = {}
  for (const name of process.getActiveResourcesInfo()) resources[name] = (resources[name] ?? 0) + 1
  const seen = { heapMb: heapUsed / MB, externalMb: (external + arrayBuffers) / MB, delayMaxMs, delayP99Ms, resources }
  writeSync(STDERR, `probe ${JSON.stringify(seen)}\n`)
})
