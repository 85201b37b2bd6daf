import type { Config } from '@sluice/config'
import { createParts, type DrainOptions, type OpenService, openService } from '@sluice/edge'
import { createMemoryLimiter } from '@sluice/limits'
import { createAgent, type Send } from '@sluice/upstream'
import { createGateway } from './gateway.ts'

/** Starts the gateway with this way to the translator; undefined where no Gemini credential exists. */
export async function startGateway(config: Config, port: number, translator: Send | undefined): Promise<OpenService> {
  const parts = createParts(config, 'gateway')
  const limiter = createMemoryLimiter(() => performance.now())
  const agent = createAgent()
  const app = createGateway({ ...parts, limiter, agent, translator })
  const service = await openService({ config, name: 'gateway', port, portSetting: 'GATEWAY_PORT' }, parts, app)
  const close = async (options: DrainOptions) => {
    await service.close(options)
    await Promise.all([limiter.close(), agent.close()])
  }
  return { ...service, close }
}
