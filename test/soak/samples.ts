import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Clients } from './perform.ts'
import type { ProbeSeen } from './service.ts'
import { rssMbOf, type Sockets, socketsOf } from './sockets.ts'
import type { System } from './system.ts'

/** The system at one moment; lists have one entry for each process. */
export interface Sample {
  /** Since the start of the load. */
  readonly atMs: number
  readonly rssMb: readonly number[]
  readonly probes: readonly ProbeSeen[]
  readonly sockets: readonly (Sockets | undefined)[]
  /** As the gateway's metric has it. */
  readonly activeStreams: number
  /** Longest stall since the sample before, of the processes and of the soak itself. */
  readonly lagMs: number
  readonly ownLagMs: number
  readonly metricsChars: number
}

const MS = 1_000_000

export class Sampler {
  readonly #system: System
  readonly #clients: Clients
  readonly #delay = monitorEventLoopDelay({ resolution: 10 })
  readonly #startedAt = performance.now()

  constructor(system: System, clients: Clients) {
    this.#system = system
    this.#clients = clients
    this.#delay.enable()
  }

  /** @throws Error when a service is dead. */
  async look(): Promise<Sample> {
    const { services, urls, secrets } = this.#system
    const ownLagMs = this.#delay.max / MS
    this.#delay.reset()
    const probes = await Promise.all(services.map((service) => service.probe()))
    const { text } = await this.#clients.scrape(urls.gateway, secrets)
    return {
      atMs: performance.now() - this.#startedAt,
      rssMb: services.map(({ pid }) => rssMbOf(pid)),
      probes,
      sockets: services.map(({ pid }) => socketsOf(pid)),
      activeStreams: gauge(text, 'sluice_active_streams'),
      lagMs: Math.max(...probes.map(({ delayMaxMs }) => delayMaxMs)),
      ownLagMs,
      metricsChars: text.length,
    }
  }
}

/** The sum of a metric's series. */
export function gauge(metrics: string, name: string): number {
  const values = [...metrics.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'gm'))]
  return values.reduce((sum, [, value]) => sum + Number(value), 0)
}
