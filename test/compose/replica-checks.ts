import { deepEqual, equal, ok } from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { chat } from './client.ts'
import { type Figures, Load } from './load.ts'
import type { Report } from './report.ts'
import { docker, type Stack } from './stack.ts'

const WARM_UP_MS = 3_000
/** How long nginx may take to hear of a new address. */
const FOUND_WITHIN_MS = 3_000

/** Several gateways behind one port: all used, one killed, all replaced. */
export async function checkReplicas(stack: Stack, report: Report): Promise<void> {
  report.section('Replicas')
  await stack.up({}, '--scale', 'gateway=2')
  await stack.healthy('gateway')
  await sleep(FOUND_WITHIN_MS)

  await report.check('two gateways share the streams evenly', async () => {
    const text = 'hi [[sim:events=10;every=100]]'
    await Promise.all(Array.from({ length: 20 }, () => chat(stack.url, { dialect: 'openai', stream: true, text })))
    const lines = (await stack.logs('nginx')).trim().split('\n').slice(-20)
    const counts = Map.groupBy(lines, (line) => /"gateway":"([^"]+)"/.exec(line)?.[1] ?? 'none')
    const sizes = [...counts.values()].map(({ length }) => length)
    ok(sizes.length === 2 && sizes.every((size) => size >= 8), [...counts.keys()].join() + sizes.join())
    return `${sizes.join(' and ')} of 20`
  })

  await report.check('one killed under load: requests after it go to the other', async () => {
    const [victim = ''] = await stack.containers('gateway')
    const load = new Load(stack.url)
    await sleep(WARM_UP_MS)
    await docker('kill', victim)
    const killedAt = performance.now()
    await sleep(WARM_UP_MS * 2)
    const figures = await load.stop(killedAt)
    await docker('start', victim)
    await stack.healthy('gateway')
    await nothingLost(stack, figures)
    return told(figures)
  })

  for (const service of ['gateway', 'translator']) {
    await report.check(`deploy/roll.sh ${service} under load loses nothing`, async () => {
      await sleep(FOUND_WITHIN_MS)
      const before = await stack.containers(service)
      const load = new Load(stack.url)
      await sleep(WARM_UP_MS)
      const startedAt = performance.now()
      const { code, text } = await stack.roll(service)
      const tookS = Math.round((performance.now() - startedAt) / 1000)
      await sleep(WARM_UP_MS)
      const figures = await load.stop()
      equal(code, 0, text)
      const after = await stack.containers(service)
      ok(after.length === before.length && after.every((id) => !before.includes(id)), 'not all containers are new ones')
      await nothingLost(stack, figures)
      return `${told(figures)}, in ${tookS} s`
    })
  }

  await report.check('a restart of one gateway after the other under load loses nothing', async () => {
    const load = new Load(stack.url)
    await sleep(WARM_UP_MS)
    for (const gateway of await stack.containers('gateway')) {
      await docker('restart', '-t', '660', gateway)
      await stack.healthy('gateway')
      await sleep(FOUND_WITHIN_MS)
    }
    const figures = await load.stop()
    await nothingLost(stack, figures)
    return told(figures)
  })
}

/**
 * nginx before 1.27.3 learns of replicas by reading its configuration again, and then closes idle connections of clients;
 * who is about to use one sends his request again, as SDKs do. A newer one must not close any.
 */
async function nothingLost(stack: Stack, figures: Figures): Promise<void> {
  const followsDns = (await stack.exec('nginx', 'cat', '/tmp/sluice/gateway.conf')).includes('resolve')
  const resent = followsDns ? figures.resent : 0
  deepEqual([figures.failed, figures.cut, resent], [0, 0, 0], told(figures))
}

function told({ requests, streams, failed, cut, resent, failures }: Figures): string {
  const counts = `${failed} of ${requests} requests failed, ${cut} of ${streams} streams cut, ${resent} sent again`
  return [counts, ...failures].join('\n')
}
