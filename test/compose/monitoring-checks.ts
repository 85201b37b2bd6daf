import { deepEqual, match } from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Report } from './report.ts'
import type { Stack } from './stack.ts'

const SCRAPED_WITHIN_MS = 60_000

/** Prometheus finds every replica and reads the rules; Grafana is somebody else's image and only configured here. */
export async function checkMonitoring(stack: Stack, report: Report): Promise<void> {
  report.section('Monitoring')
  await report.check('Prometheus scrapes both services, and promtool takes its files', async () => {
    await stack.compose(['--profile', 'monitoring', 'up', '-d', '--no-deps', 'prometheus'])
    match(
      await stack.exec('prometheus', 'promtool', 'check', 'config', '/etc/prometheus/prometheus.yml'),
      /\d+ rules found/,
    )
    deepEqual(await scraped(stack), ['gateway', 'translator'])
  })
  await stack.compose(['--profile', 'monitoring', 'rm', '-s', '-f', 'prometheus'])
}

/** Jobs of which a target is up, when there are two, or after a minute. */
async function scraped(stack: Stack): Promise<string[]> {
  const query = 'http://prometheus:9090/api/v1/query?query=up==1'
  const script = `fetch('${query}').then((r) => r.text()).then(console.log, console.log)`
  const deadline = performance.now() + SCRAPED_WITHIN_MS
  for (;;) {
    const text = await stack.exec('gateway', 'node', '-e', script)
    const jobs = [...new Set([...text.matchAll(/"job":"(\w+)"/g)].map((match) => match[1] ?? ''))].sort()
    if (jobs.length >= 2 || performance.now() > deadline) return jobs
    await sleep(1_000)
  }
}
