import type { Protocol } from '@sluice/protocol'
import type { RetryPolicy, Send } from '@sluice/upstream'
import type { GenerationCall } from './call.ts'

/** Where a generation can be run: a hop, the protocol to speak to it and the manners to keep. */
export interface Target {
  /** The metric label. */
  readonly name: 'upstream' | 'translator' | 'google'
  /** `client`: the hop speaks whatever the client speaks. */
  readonly protocol: Protocol | 'client'
  readonly send: Send
  readonly retry: RetryPolicy
  readonly firstByteMs: number
  readonly idleMs: number
  /** The hop decodes the vendor's stream itself: it was told the stop tags and does the matching. */
  readonly stopsItself: boolean
  /** Headers of its answers that are handed on to the client; everything else of a vendor stays here. */
  readonly passedHeaders: readonly string[]
  /** Headers for this call, beside the credentials that `send` adds. */
  headersFor(call: GenerationCall): Readonly<Record<string, string>>
}

export function protocolOf(target: Target, call: GenerationCall): Protocol {
  return target.protocol === 'client' ? call.protocol : target.protocol
}
