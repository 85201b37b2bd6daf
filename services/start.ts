import type { Config } from '@sluice/config'
import { boot, ListenError, type OpenService, welcome } from '@sluice/edge'
import { startGateway } from '@sluice/gateway'
import { type BuiltTranslator, buildTranslator, openTranslator } from '@sluice/translator'

/** Both services in one process: the gateway calls the translator without a socket. The only file that knows both. */
await boot(async (config) => {
  const built = buildTranslator(config)
  const gemini = config.gemini.apiKey === undefined ? undefined : built.entry
  const translator = await openTranslatorPort(config, built)
  const gateway = await startGateway(config, config.port ?? config.gateway.port, gemini).catch(
    async (error: unknown) => {
      // A port left open would keep alive a process that has failed to start.
      await translator?.close({ graceMs: 0, idleMs: 0 })
      throw error
    },
  )
  console.log(welcomeOf(config, gateway.url, translator))
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

function welcomeOf(config: Config, url: string, translator: OpenService | undefined): string {
  const ignored = config.translator.url === undefined ? '' : '; TRANSLATOR_URL is not used here'
  return welcome(config, {
    url,
    translator: `in this process${translator ? `, and alone on ${translator.url}` : ''}${ignored}`,
    gemini:
      config.gemini.apiKey === undefined
        ? 'GEMINI_API_KEY is not set: they go to the upstream'
        : 'served with GEMINI_API_KEY',
  })
}
