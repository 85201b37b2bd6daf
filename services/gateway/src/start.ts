import type { Config } from '@sluice/config'
import { createParts, type DrainOptions, type OpenService, openService } from '@sluice/edge'
import { createLimiter } from '@sluice/limits'
import { createRegistry, type Entry, upstreamEntry } from '@sluice/targets'
import { createAgent } from '@sluice/upstream'
import { createGateway } from './gateway.ts'

/** Starts the gateway. `gemini`: where Gemini's models go; undefined where no credential for them exists. */
export async function startGateway(config: Config, port: number, gemini: Entry | undefined): Promise<OpenService> {
  const parts = createParts(config, 'gateway')
  const limiter = createLimiter(config.redis, parts)
  const agent = createAgent()
  const registry = createRegistry([...(gemini ? [gemini] : []), upstreamEntry(config, agent)])
  const app = createGateway({ ...parts, limiter, registry })
  const options = {
    config,
    name: 'gateway',
    port,
    portSetting: port === config.port ? 'PORT' : 'GATEWAY_PORT',
  } as const
  const service = await openService(options, parts, app).catch(async (error: unknown) => {
    // A connection left open would keep alive a process that has failed to start.
    await limiter.close()
    throw error
  })
  const close = async (options: DrainOptions) => {
    await service.close(options)
    await Promise.all([limiter.close(), agent.close()])
  }
  return { ...service, close }
}
