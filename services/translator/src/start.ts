import type { Config } from '@sluice/config'
import { createParts, type DrainOptions, type OpenService, openService, type ServiceParts } from '@sluice/edge'
import { createLimiter, type Limiter } from '@sluice/limits'
import { createAgent } from '@sluice/upstream'
import { createTranslator, type Translator } from './translator.ts'

export interface BuiltTranslator {
  readonly parts: ServiceParts
  readonly translator: Translator
  /** Of the clients that come to its own port. Closed with that port, or when it cannot be opened. */
  readonly limiter: Limiter
}

/** The translator without a port. */
export function buildTranslator(config: Config): BuiltTranslator {
  const parts = createParts(config, 'translator')
  const limiter = createLimiter(config.redis, parts)
  return {
    parts,
    limiter,
    translator: createTranslator({ ...parts, limiter, agent: createAgent() }),
  }
}

/** Opens the translator's own port. */
export async function openTranslator(config: Config, port: number, built: BuiltTranslator): Promise<OpenService> {
  const { parts, translator, limiter } = built
  const options = { config, name: 'translator', port, portSetting: 'TRANSLATOR_PORT' } as const
  const service = await openService(options, parts, translator.app).catch(async (error: unknown) => {
    await limiter.close()
    throw error
  })
  const close = async (drain: DrainOptions) => {
    await service.close(drain)
    await limiter.close()
  }
  return { ...service, close }
}
