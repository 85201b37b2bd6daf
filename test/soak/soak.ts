import { setTimeout as sleep } from 'node:timers/promises'
import { Load } from './load.ts'
import { Observations } from './observations.ts'
import type { SoakOptions } from './options.ts'
import { Clients } from './perform.ts'
import { type Findings, liveLine, restLine } from './report.ts'
import { type Sample, Sampler } from './samples.ts'
import { closeSdkConnections } from './sdk-client.ts'
import { settle } from './settle.ts'
import { type System, startSystem } from './system.ts'

const SAMPLE_EVERY_MS = 10_000
/** After each part all answers are awaited: what is held then is held for good. */
const PART_MS = 20_000
/** Connections that clients have left, and garbage of the last answers. */
const REST_MS = 1_000
const SCRAPE_EVERY_MS = 1_000
/** When Redis dies and when it comes back, as shares of the run. */
const REDIS_GONE = { from: 0.4, to: 0.6 }

/** Runs the product under the load of a seed, and tells what came of it. `say` gets a line now and then. */
export async function soak(options: SoakOptions, say: (line: string) => void): Promise<Findings> {
  const observations = new Observations()
  const system = await startSystem(options, (text, from) => observations.line(text, from))
  observations.keepSecret(system.secrets)
  const clients = new Clients(system.gatewayUrl)
  const load = new Load(options, clients, observations)
  const sampler = new Sampler(system, clients)
  const samples: Sample[] = []
  const sample = async () => {
    const taken = await sampler.look()
    samples.push(taken)
    say(liveLine(taken, load.underWay, load.sent, observations))
  }
  const rest = async () => {
    const taken = await sampler.look()
    say(restLine(taken))
    return taken
  }
  const asides = [
    every(SAMPLE_EVERY_MS, sample, observations),
    every(SCRAPE_EVERY_MS, () => scrape(system, clients, observations), observations),
    ...redisGone(system, options, observations),
  ]
  const rests = await runInParts(load, options, observations, rest)
  for (const stop of asides) await stop()
  clients.close()
  await closeSdkConnections()
  const remains = await settle(system, observations)
  const counted = reasonsCounted(remains.metrics)
  const exitCodes = await system.stop()
  const { sent } = load
  const withRedis = system.redis !== undefined
  return { options, withRedis, sent, observations, samples, rests, remains, counted, exitCodes }
}

/** Runs the whole load; gives a sample for each rest between two parts of it. */
async function runInParts(
  load: Load,
  { durationMs, only }: SoakOptions,
  observations: Observations,
  rest: () => Promise<Sample>,
): Promise<readonly Sample[]> {
  const rests: Sample[] = []
  const parts = only === undefined ? Math.max(1, Math.round(durationMs / PART_MS)) : 1
  try {
    for (let part = 0; part < parts; part++) {
      await load.run(durationMs / parts)
      await sleep(REST_MS)
      rests.push(await rest())
    }
  } catch (error) {
    observations.unexpected('load', String(error))
  }
  return rests
}

/** Does something again and again, never twice at once. Gives back how to stop, which waits for what is under way. */
function every(ms: number, work: () => Promise<unknown>, observations: Observations): () => Promise<void> {
  let running: Promise<void> | undefined
  const timer = setInterval(() => {
    running ??= work()
      .catch((error: unknown) => observations.unexpected('aside', String(error)))
      .then(() => {
        running = undefined
      })
  }, ms)
  return async () => {
    clearInterval(timer)
    await running
  }
}

async function scrape({ urls, secrets }: System, clients: Clients, observations: Observations): Promise<void> {
  for (const url of Object.values(urls)) {
    const { problem } = await clients.scrape(url, secrets)
    if (problem !== undefined) observations.unexpected(url, problem)
  }
}

function redisGone({ redis }: System, { durationMs }: SoakOptions, observations: Observations): (() => void)[] {
  if (redis === undefined) return []
  const complain = (error: unknown) => observations.unexpected('redis', String(error))
  const timers = [
    setTimeout(() => redis.kill().catch(complain), durationMs * REDIS_GONE.from),
    setTimeout(() => redis.start().catch(complain), durationMs * REDIS_GONE.to),
  ]
  return timers.map((timer) => () => clearTimeout(timer))
}

function reasonsCounted(metrics: string): Record<string, number> {
  const counted: Record<string, number> = {}
  for (const [, labels = '', count] of metrics.matchAll(/^sluice_requests_total\{(.*)\} (\d+)/gm)) {
    const reason = /reason="(\w+)"/.exec(labels)?.[1] ?? ''
    counted[reason] = (counted[reason] ?? 0) + Number(count)
  }
  return counted
}
