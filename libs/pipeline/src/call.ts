import type { ClientStream } from '@sluice/protocol'
import type { RequestRecord } from '@sluice/record'
import type { StopTag } from '@sluice/relay'
import type { DecodedCall } from './decode.ts'

/** One generation that may be run: what the later stages need, and no socket. */
export interface GenerationCall extends DecodedCall {
  /** What its client is told, over all attempts. */
  readonly client: ClientStream
  readonly stopTags: readonly StopTag[]
  /** Aborted when the client leaves, the total time is over or the service ends; its reason is a GatewayError. */
  readonly signal: AbortSignal
  /** `performance.now()` at which the total time is over; undefined = no limit. */
  readonly deadlineAt: number | undefined
  /** `performance.now()` by which a failure must be known to be told with its own status; undefined = for ever. */
  readonly commitAt: number | undefined
  readonly record: RequestRecord
  /** The `via` of its calls. */
  readonly via: string
}
