import { type Config, ConfigError } from '@sluice/config'
import { boot, INTERNAL_TOKEN_HEADER, LOOPBACK_TOKEN, welcome } from '@sluice/edge'
import { type Entry, singleCredential, translatorEntry } from '@sluice/targets'
import { createAgent } from '@sluice/upstream'
import { startGateway } from './start.ts'
import { stateOf } from './translator-state.ts'

const missingToken = {
  name: 'SLUICE_INTERNAL_TOKEN',
  path: 'clients.internalToken',
  message:
    'it is not set. A gateway that others may call needs it to call the translator: give both the same random text.',
}

function translatorOf(config: Config): Entry | undefined {
  if (config.translator.url === undefined) return undefined
  const { internalToken, keys, allowAnonymous } = config.clients
  if (internalToken === undefined && (keys.length > 0 || allowAnonymous)) throw new ConfigError([missingToken])
  const token = internalToken ?? LOOPBACK_TOKEN
  const credentials = singleCredential({ [INTERNAL_TOKEN_HEADER]: token })
  return translatorEntry(config, config.translator.url, credentials, createAgent())
}

/** The gateway alone: the translator, if there is one, is behind TRANSLATOR_URL. */
await boot(async (config) => {
  const gateway = await startGateway(config, config.port ?? config.gateway.port, translatorOf(config))
  // The translator may come later, so that the start does not wait for it.
  void stateOf(config.translator.url).then((state) => console.log(welcome(config, { url: gateway.url, ...state })))
  return gateway
})
