import type { Config } from '@sluice/config'
import { boot, INTERNAL_TOKEN_HEADER, LOOPBACK_TOKEN } from '@sluice/edge'
import { createAgent, createHttpSend, type Send } from '@sluice/upstream'
import { startGateway } from './start.ts'

/** The gateway alone: the translator, if there is one, is behind TRANSLATOR_URL. */
await boot((config) => startGateway(config, config.port ?? config.gatewayPort, createTranslatorSend(config)))

function createTranslatorSend(config: Config): Send | undefined {
  if (config.translatorUrl === undefined) return undefined
  const token = config.clients.internalToken ?? LOOPBACK_TOKEN
  const headers = { [INTERNAL_TOKEN_HEADER]: token }
  return createHttpSend({ setting: 'TRANSLATOR_URL', baseUrl: config.translatorUrl, agent: createAgent(), headers })
}
