import type { Config } from '@sluice/config'
import { createParts, type DrainOptions, type OpenService, openService } from '@sluice/edge'
import { createLimiter } from '@sluice/limits'
import { createAgent } from '@sluice/upstream'
import { createGateway, type TranslatorLink } from './gateway.ts'

/** Starts the gateway with this way to the translator; undefined where no Gemini credential exists. */
export async function startGateway(
  config: Config,
  port: number,
  translator: TranslatorLink | undefined,
): Promise<OpenService> {
  const parts = createParts(config, 'gateway')
  const limiter = createLimiter(config.redis, parts)
  const agent = createAgent()
  const app = createGateway({ ...parts, limiter, agent, translator })
  const options = { config, name: 'gateway', port, portSetting: 'GATEWAY_PORT' } as const
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
