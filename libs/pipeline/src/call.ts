import type { Outline, Protocol, RequestInput } from '@sluice/protocol'
import type { RequestRecord } from '@sluice/record'
import type { Framing, StopTag } from '@sluice/relay'

/** One generation that was read and may be run: what the later stages need, and no socket. */
export interface GenerationCall {
  readonly protocol: Protocol
  readonly input: RequestInput
  /** The client's own body: what passes when both sides speak the same protocol. */
  readonly bytes: Uint8Array
  readonly outline: Outline
  readonly framing: Framing
  readonly stopTags: readonly StopTag[]
  /** Aborted when the client leaves, the total time is over or the service ends; its reason is a GatewayError. */
  readonly signal: AbortSignal
  /** `performance.now()` at which the total time is over; undefined = no limit. */
  readonly deadlineAt: number | undefined
  readonly record: RequestRecord
}
