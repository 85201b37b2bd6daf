import type { RequestListener } from 'node:http'
import { createShell } from '@sluice/edge'
import { createForwarding } from '@sluice/forward'
import { createModelHandlers, createPipeline, type PipelineOptions } from '@sluice/pipeline'
import type { OpenRecord } from '@sluice/record'
import type { Metrics } from '@sluice/telemetry'

interface GatewayOptions extends PipelineOptions {
  readonly metrics: Metrics
  readonly openRecord: OpenRecord
  readonly version: string
}

/**
 * The gateway: wires the shared pipeline (libs/pipeline/src/pipeline.ts, one request top to bottom) to its targets. Owns no
 * protocol fact.
 */
export function createGateway(options: GatewayOptions): RequestListener {
  return createShell(
    { ...options, service: { name: 'gateway', version: options.version } },
    {
      generate: createPipeline(options),
      forward: createForwarding(options),
      ...createModelHandlers(options.registry),
    },
  )
}
