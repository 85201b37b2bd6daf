import type { RequestListener } from 'node:http'
import { createInternalCheck, createShell, type EdgeCall, type ServedKind } from '@sluice/edge'
import { createModelHandlers, createPipeline, type PipelineOptions } from '@sluice/pipeline'
import type { OpenRecord } from '@sluice/record'
import type { Metrics } from '@sluice/telemetry'
import { createHop } from './hop.ts'
import { serveHop } from './serve-hop.ts'
import { refuseStrangeGateway, saysGateway } from './strange-gateway.ts'

/** Its limiter and gate are for clients that come directly; a gateway has its own. */
interface TranslatorOptions extends PipelineOptions {
  readonly metrics: Metrics
  readonly openRecord: OpenRecord
  readonly version: string
}

/** The translator: every generation runs at Google. The same pipeline as the gateway's, with one target. */
export function createTranslator(options: TranslatorOptions): RequestListener {
  const { config, registry } = options
  const hop = createHop({ ...options, answerModel: options.config.answerModel })
  const models = createModelHandlers(registry)
  const isGateway = createInternalCheck(config.clients)
  /** A gateway's calls go to the hop, everybody else's to the route's own handler. */
  const orHop = <Kind extends ServedKind>(handle: (call: EdgeCall<Kind>) => Promise<void>) => {
    return async (call: EdgeCall<Kind>) => {
      if (isGateway(call.request)) {
        return serveHop(hop, { ...call, protocol: call.dialect, lifecycle: options.lifecycle })
      }
      return saysGateway(call.request) ? refuseStrangeGateway(call) : handle(call)
    }
  }
  return createShell(
    { ...options, service: { name: 'translator', version: options.version } },
    {
      generate: orHop(createPipeline(options)),
      'list-models': orHop(models['list-models']),
      'get-model': orHop(models['get-model']),
      'count-tokens': orHop(models['count-tokens']),
    },
  )
}
