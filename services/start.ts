import type { Config } from '@sluice/config'
import { boot, ListenError, type OpenService } from '@sluice/edge'
import { startGateway } from '@sluice/gateway'
import { type BuiltTranslator, buildTranslator, openTranslator } from '@sluice/translator'

/** Both services in one process: the gateway calls the translator without a socket. The only file that knows both. */
await boot(async (config) => {
  const built = buildTranslator(config)
  const gemini = config.gemini.apiKey === undefined ? undefined : built.entry
  const translator = await openTranslatorPort(config, built)
  const gateway = await startGateway(config, config.gateway.port, gemini).catch(async (error: unknown) => {
    // A port left open would keep alive a process that has failed to start.
    await translator?.close({ graceMs: 0, idleMs: 0 })
    throw error
  })
  console.log(welcome(config, gateway, translator))
  return {
    logger: gateway.logger,
    close: async (options) => {
      await Promise.all([gateway.close(options), translator?.close(options)])
    },
  }
})

/** The translator's own port is a convenience here: without it the gateway serves all the same. */
async function openTranslatorPort(config: Config, built: BuiltTranslator): Promise<OpenService | undefined> {
  try {
    return await openTranslator(config, config.translator.port, built)
  } catch (error) {
    if (!(error instanceof ListenError)) throw error
    built.parts.logger.warn(`The translator has no port of its own. ${error.message}`)
    return undefined
  }
}

/** What a newcomer needs to see: where to point clients, what is configured and what is missing. */
function welcome(config: Config, gateway: OpenService, translator: OpenService | undefined): string {
  const { gemini, upstream } = config
  const lines = [
    '',
    'Sluice is ready.',
    `  OpenAI base URL   ${gateway.url}/v1`,
    `  Gemini base URL   ${gateway.url}`,
    `  Translator alone  ${translator?.url ?? 'not on a port of its own'}`,
    '',
    gemini.apiKey
      ? '  Gemini models     served with GEMINI_API_KEY'
      : '  Gemini models     GEMINI_API_KEY is not set: they go to the upstream',
    upstream.isDefault
      ? `  Other models      UPSTREAM_URL is not set: ${upstream.url} is tried`
      : `  Other models      ${upstream.url}${upstream.apiKey ? '' : ' (without UPSTREAM_API_KEY)'}`,
    `  Clients           ${servedClients(config.clients)}`,
    ...(config.translator.url === undefined
      ? []
      : ['  TRANSLATOR_URL    not used here: the translator is in this process']),
    '',
  ]
  return lines.join('\n')
}

function servedClients({ keys, allowAnonymous }: Config['clients']): string {
  if (allowAnonymous) return 'everyone, with or without a key (SLUICE_ALLOW_ANONYMOUS)'
  if (keys.length > 0) return `${keys.length} key(s) of SLUICE_API_KEYS`
  return 'this machine only, no key needed (SLUICE_API_KEYS is not set)'
}
