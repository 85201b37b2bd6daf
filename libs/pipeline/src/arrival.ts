import type { Config } from '@sluice/config'
import type { EdgeCall, Lifecycle, LoadGate } from '@sluice/edge'
import type { Limiter } from '@sluice/limits'
import type { Registry } from '@sluice/targets'

/** What a service gives the pipeline. */
export interface PipelineOptions {
  readonly config: Config
  readonly limiter: Limiter
  readonly lifecycle: Lifecycle
  readonly gate: LoadGate
  readonly registry: Registry
}

/** A request that reached a generation route. */
export type Arrival = EdgeCall<'generate'>
