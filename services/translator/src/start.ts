import type { Config } from '@sluice/config'
import { createParts, type OpenService, openService, type ServiceParts } from '@sluice/edge'
import { createAgent } from '@sluice/upstream'
import { createTranslator, type Translator } from './translator.ts'

/** The translator without a port: what a gateway in the same process needs. */
export function buildTranslator(config: Config): { readonly parts: ServiceParts; readonly translator: Translator } {
  const parts = createParts(config, 'translator')
  return { parts, translator: createTranslator({ ...parts, agent: createAgent(), readiness: () => [] }) }
}

/** Opens the translator's own port. */
export function openTranslator(config: Config, port: number, built: ReturnType<typeof buildTranslator>): Promise<OpenService> {
  return openService({ config, name: 'translator', port, portSetting: 'TRANSLATOR_PORT' }, built.parts, built.translator.app)
}
