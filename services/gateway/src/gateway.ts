import type { Config } from '@sluice/config'
import { createShell, type EdgeCall, parseBody, type Readiness } from '@sluice/edge'
import type { Limiter } from '@sluice/limits'
import { createPipeline, createPlain } from '@sluice/pipeline'
import type { Logger, Metrics } from '@sluice/telemetry'
import type { Send } from '@sluice/upstream'
import type { Express } from 'express'
import type { Dispatcher } from 'undici'
import { countTokens } from './count-tokens.ts'
import { createForwarding } from './forward.ts'
import { getModel, listModels } from './models.ts'
import { createRoute, createTranslatorTarget, createUpstreamSend, createUpstreamTarget, isGeminiModel } from './targets.ts'

export interface GatewayOptions {
  readonly config: Config
  readonly metrics: Metrics
  readonly logger: Logger
  readonly limiter: Limiter
  readonly readiness: Readiness
  readonly agent: Dispatcher
  readonly version: string
  /** The way to the translator; missing where no Gemini credential exists. */
  readonly translator: Send | undefined
}

/**
 * The gateway: wires the shared pipeline (libs/pipeline/src/pipeline.ts, one request top to bottom) to the translator and
 * the upstream. Owns no protocol fact.
 */
export function createGateway(options: GatewayOptions): Express {
  const { config, translator } = options
  const upstream = createUpstreamSend(config, options.agent)
  const route = createRoute(config, {
    upstream: createUpstreamTarget(config, upstream),
    translator: translator && createTranslatorTarget(config, translator),
  })
  const generate = createPipeline({ ...options, route })
  const plain = createPlain(options)
  const geminiSend = (model: string) => (translator && isGeminiModel(config, model) ? translator : undefined)
  return createShell(
    { ...options, service: { name: 'gateway', version: options.version } },
    {
      generate,
      forward: createForwarding(options),
      'list-models': (call) =>
        plain(call, async (_visit, signal) => ({ body: await listModels({ upstream, translator }, call.dialect, signal) })),
      'get-model': (call) =>
        plain(call, async (_visit, signal) => {
          const gemini = geminiSend(call.route.model)
          const source = gemini ? { send: gemini, protocol: call.dialect } : { send: upstream, protocol: 'openai-chat' as const }
          return { body: await getModel(source, call.dialect, call.route.model, signal) }
        }),
      'count-tokens': (call: EdgeCall<'count-tokens'>) =>
        plain(call, async (visit, signal) => {
          visit.model = call.route.model
          const bytes = await call.readBody()
          return countTokens(geminiSend(call.route.model), call.route.model, { bytes, body: parseBody(bytes) }, signal)
        }),
    },
  )
}
