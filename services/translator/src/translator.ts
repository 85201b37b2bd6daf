import type { RequestListener } from 'node:http'
import { createInternalCheck, createShell, type EdgeCall, type ServedKind } from '@sluice/edge'
import { createPipeline, type PipelineOptions, plain, type Target } from '@sluice/pipeline'
import { countRequests, createRecorder, logRequests, type OpenRecord } from '@sluice/record'
import type { Logger, Metrics } from '@sluice/telemetry'
import type { Send } from '@sluice/upstream'
import type { Dispatcher } from 'undici'
import { countTokens } from './count-tokens.ts'
import { createGoogleRoute, createGoogleSend, createGoogleTarget } from './google.ts'
import { createHop, createLocalHop } from './hop.ts'
import { getModel, listModels } from './models.ts'
import { serveHop } from './serve-hop.ts'

/** Its limiter and gate are for clients that come directly; a gateway has its own. */
interface TranslatorOptions extends Omit<PipelineOptions, 'route'> {
  readonly agent: Dispatcher
  readonly metrics: Metrics
  readonly logger: Logger
  readonly openRecord: OpenRecord
  readonly version: string
}

export interface Translator {
  /** Serves clients directly, and gateways that hold the internal token. */
  readonly app: RequestListener
  /** Serves a gateway in the same process what is no generation. */
  readonly hop: Send
  /** Where a gateway in the same process runs generations: its own pipeline translates. */
  readonly target: Target
}

/** The translator: every generation runs at Google. The same pipeline as the gateway's, with one target. */
export function createTranslator(options: TranslatorOptions): Translator {
  const { config } = options
  const google = createGoogleSend(config, options.agent)
  const target = createGoogleTarget(config, google)
  const route = createGoogleRoute(config, target)
  const hop = createHop({ google, route })
  // In one process the gateway's own line says it all.
  const openLocal = createRecorder([countRequests(options.metrics), logRequests(options.logger, 'debug')])
  const generate = createPipeline({ ...options, route })
  const isGateway = createInternalCheck(config.clients)
  /** A gateway's calls go to the hop, everybody else's to the route's own handler. */
  const orHop = <Kind extends ServedKind>(handle: (call: EdgeCall<Kind>) => Promise<void>) => {
    return (call: EdgeCall<Kind>) =>
      isGateway(call.request)
        ? serveHop(hop, { ...call, protocol: call.dialect, lifecycle: options.lifecycle })
        : handle(call)
  }
  const app = createShell(
    { ...options, service: { name: 'translator', version: options.version } },
    {
      generate: orHop(generate),
      'list-models': orHop((call) =>
        plain(call, async (signal) => ({ body: await listModels(google, call.dialect, signal) })),
      ),
      'get-model': orHop((call) =>
        plain(call, async (signal) => ({
          body: await getModel(google, call.dialect, call.route.model, signal),
        })),
      ),
      'count-tokens': orHop((call: EdgeCall<'count-tokens'>) =>
        plain(call, async (signal) => ({
          body: await countTokens(google, call.route.model, await call.readBody(), signal),
        })),
      ),
    },
  )
  return { app, hop: createLocalHop(hop, openLocal), target }
}
