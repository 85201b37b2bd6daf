import { type Config, ConfigError } from '@sluice/config'
import { boot, INTERNAL_TOKEN_HEADER, LOOPBACK_TOKEN } from '@sluice/edge'
import { createAgent, createHttpSend } from '@sluice/upstream'
import type { TranslatorLink } from './gateway.ts'
import { startGateway } from './start.ts'

const missingToken =
  'SLUICE_INTERNAL_TOKEN is not set. A gateway that others may call needs it to call the translator: give both the same random text.'

function createTranslatorLink(config: Config): TranslatorLink | undefined {
  if (config.translatorUrl === undefined) return undefined
  const { internalToken, keys, allowAnonymous } = config.clients
  if (internalToken === undefined && (keys.length > 0 || allowAnonymous)) throw new ConfigError([missingToken])
  const token = internalToken ?? LOOPBACK_TOKEN
  const headers = { [INTERNAL_TOKEN_HEADER]: token }
  const agent = createAgent()
  return { send: createHttpSend({ setting: 'TRANSLATOR_URL', baseUrl: config.translatorUrl, agent, headers }) }
}

/** The gateway alone: the translator, if there is one, is behind TRANSLATOR_URL. */
await boot((config) => startGateway(config, config.port ?? config.gatewayPort, createTranslatorLink(config)))
