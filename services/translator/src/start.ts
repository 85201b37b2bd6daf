import type { Config } from '@sluice/config'
import { createParts, type OpenService, openService, type ServiceParts } from '@sluice/edge'
import { createMemoryLimiter } from '@sluice/limits'
import { createAgent } from '@sluice/upstream'
import { createTranslator, type Translator } from './translator.ts'

export interface BuiltTranslator {
  readonly parts: ServiceParts
  readonly translator: Translator
}

/** The translator without a port. `place`: whether its gateways are in this process or behind HTTP. */
export function buildTranslator(config: Config, place: 'together' | 'apart'): BuiltTranslator {
  const parts = createParts(config, 'translator')
  const limiter = createMemoryLimiter(() => performance.now())
  const hopLogLevel = place === 'together' ? 'debug' : 'info'
  return {
    parts,
    translator: createTranslator({ ...parts, limiter, hopLogLevel, agent: createAgent() }),
  }
}

/** Opens the translator's own port. */
export function openTranslator(config: Config, port: number, built: BuiltTranslator): Promise<OpenService> {
  return openService(
    { config, name: 'translator', port, portSetting: 'TRANSLATOR_PORT' },
    built.parts,
    built.translator.app,
  )
}
