import type { RequestListener } from 'node:http'
import { createShell, type EdgeCall } from '@sluice/edge'
import { createPipeline, hopRequestIdHeader, type PipelineOptions, plain, type Target } from '@sluice/pipeline'
import type { OpenRecord } from '@sluice/record'
import type { Metrics } from '@sluice/telemetry'
import type { Send } from '@sluice/upstream'
import type { Dispatcher } from 'undici'
import { countTokens } from './count-tokens.ts'
import { createForwarding } from './forward.ts'
import { getModel, listModels, type ModelSource } from './models.ts'
import {
  createRoute,
  createTranslatorTarget,
  createUpstreamSend,
  createUpstreamTarget,
  isGeminiModel,
} from './targets.ts'

interface GatewayOptions extends Omit<PipelineOptions, 'route'> {
  readonly metrics: Metrics
  readonly openRecord: OpenRecord
  readonly agent: Dispatcher
  readonly version: string
  /** The way to the translator; missing where no Gemini credential exists. */
  readonly translator: TranslatorLink | undefined
}

/** A translator behind HTTP, or in this process: then generations need no second pass over their bytes. */
export interface TranslatorLink {
  /** Answers in the client's own protocol. */
  readonly send: Send
  readonly target?: Target
}

/** What the translator is told of a call about models. */
type ModelCall = Pick<EdgeCall<'list-models'>, 'dialect' | 'requestId'>

/**
 * The gateway: wires the shared pipeline (libs/pipeline/src/pipeline.ts, one request top to bottom) to the translator and
 * the upstream. Owns no protocol fact.
 */
export function createGateway(options: GatewayOptions): RequestListener {
  const { config, translator } = options
  const upstream = createUpstreamSend(config, options.agent)
  const route = createRoute(config, {
    upstream: createUpstreamTarget(config, upstream),
    translator: translator && (translator.target ?? createTranslatorTarget(config, translator.send)),
  })
  const generate = createPipeline({ ...options, route })
  const upstreamModels: ModelSource = { send: upstream, protocol: 'openai-chat', headers: {} }
  /** The translator speaks the client's own protocol. */
  const translatorModels = ({ dialect, requestId }: ModelCall): ModelSource | undefined =>
    translator && { send: translator.send, protocol: dialect, headers: hopRequestIdHeader(requestId) }
  const ownerOf = (call: ModelCall, model: string) =>
    isGeminiModel(config, model) ? translatorModels(call) : undefined
  return createShell(
    { ...options, service: { name: 'gateway', version: options.version } },
    {
      generate,
      forward: createForwarding(options),
      'list-models': (call) =>
        plain(call, async (signal) => {
          const gemini = translatorModels(call)
          return { body: await listModels(gemini ? [gemini, upstreamModels] : [upstreamModels], call.dialect, signal) }
        }),
      'get-model': (call) =>
        plain(call, async (signal) => {
          call.record.asked(call.route.model)
          return {
            body: await getModel(
              ownerOf(call, call.route.model) ?? upstreamModels,
              call.dialect,
              call.route.model,
              signal,
            ),
          }
        }),
      'count-tokens': (call) =>
        plain(call, async (signal) => {
          call.record.asked(call.route.model)
          return countTokens(ownerOf(call, call.route.model), call.route.model, await call.readBody(), signal)
        }),
    },
  )
}
