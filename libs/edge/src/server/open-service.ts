import { readFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import type { Config } from '@sluice/config'
import { createRecorder, type OpenRecord, serviceObservers } from '@sluice/record'
import { createLogger, createMetrics, type Logger, type Metrics } from '@sluice/telemetry'
import type { Running } from './boot.ts'
import { createLifecycle, type Lifecycle } from './lifecycle.ts'
import { listen } from './listen.ts'
import { createLoadGate, type LoadGate } from './load-gate.ts'

interface ServiceOptions {
  readonly config: Config
  readonly name: 'gateway' | 'translator'
  readonly port: number
  /** The setting that chose the port, for errors. */
  readonly portSetting: string
}

/** What every service's application is built with. */
export interface ServiceParts {
  readonly config: Config
  readonly logger: Logger
  readonly metrics: Metrics
  /** The one writer of log lines and metrics about requests. */
  readonly openRecord: OpenRecord
  readonly version: string
  readonly lifecycle: Lifecycle
  readonly gate: LoadGate
}

export interface OpenService extends Running {
  /** Where this machine reaches it. */
  readonly url: string
}

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

/** The parts of a service: one logger and one registry each, also when two share a process. */
export function createParts(config: Config, name: ServiceOptions['name']): ServiceParts {
  const logger = createLogger({ level: config.logLevel, service: name })
  const metrics = createMetrics(name)
  return {
    config,
    version,
    logger,
    metrics,
    openRecord: createRecorder(serviceObservers(metrics, logger)),
    lifecycle: createLifecycle(),
    gate: createLoadGate(config),
  }
}

/** Opens a service's port. @throws Error that names the setting to change. */
export async function openService(
  options: ServiceOptions,
  parts: ServiceParts,
  app: RequestListener,
): Promise<OpenService> {
  const { config, port, portSetting } = options
  const { logger, lifecycle } = parts
  const listening = await listen(app, { host: config.host, port, portSetting, lifecycle })
  const url = `http://${reachableHost(config.host)}:${listening.port}`
  logger.info({ url }, 'listening')
  return { url, logger, close: (options) => listening.drain(options) }
}

function reachableHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
