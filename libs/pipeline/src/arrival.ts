import type { Config } from '@sluice/config'
import type { EdgeCall, Lifecycle, LoadGate } from '@sluice/edge'
import type { Limiter } from '@sluice/limits'
import type { GenerationCall } from './call.ts'
import type { Target } from './target.ts'

/** What a service gives the pipeline. */
export interface PipelineOptions {
  readonly config: Config
  readonly limiter: Limiter
  readonly lifecycle: Lifecycle
  readonly gate: LoadGate
  /** Where a call can be run, best first. @throws GatewayError not-found, not-configured. */
  readonly route: (call: GenerationCall) => readonly Target[]
}

/** A request that reached a generation route. */
export type Arrival = EdgeCall<'generate'>
