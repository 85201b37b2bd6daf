import type { RequestListener } from 'node:http'
import type { Config } from '@sluice/config'
import { createParts, type DrainOptions, type OpenService, openService, type ServiceParts } from '@sluice/edge'
import { createLimiter, type Limiter } from '@sluice/limits'
import { createRegistry, type Entry, googleEntry } from '@sluice/targets'
import { createAgent } from '@sluice/upstream'
import { createTranslator } from './translator.ts'

export interface BuiltTranslator {
  readonly parts: ServiceParts
  /** Serves clients directly, and gateways that hold the internal token. */
  readonly app: RequestListener
  /** Where a gateway in the same process runs Gemini's models: its own pipeline translates. */
  readonly entry: Entry
  /** Of the clients that come to its own port. Closed with that port, or when it cannot be opened. */
  readonly limiter: Limiter
}

/** The translator without a port. */
export function buildTranslator(config: Config): BuiltTranslator {
  const parts = createParts(config, 'translator')
  const limiter = createLimiter(config.redis, parts)
  const entry = googleEntry(config, createAgent())
  const registry = createRegistry([{ ...entry, models: ['*'] }])
  return { parts, limiter, entry, app: createTranslator({ ...parts, limiter, registry }) }
}

/** Opens the translator's own port. */
export async function openTranslator(config: Config, port: number, built: BuiltTranslator): Promise<OpenService> {
  const { parts, app, limiter } = built
  const options = { config, name: 'translator', port, portSetting: 'TRANSLATOR_PORT' } as const
  const service = await openService(options, parts, app).catch(async (error: unknown) => {
    await limiter.close()
    throw error
  })
  const close = async (drain: DrainOptions) => {
    await service.close(drain)
    await limiter.close()
  }
  return { ...service, close }
}
