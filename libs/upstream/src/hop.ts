import type { Protocol } from '@sluice/protocol'
import type { HopBody } from './hop-body.ts'

/** A call to the next hop: a vendor, or the translator. */
export interface HopCall {
  readonly method: 'GET' | 'POST'
  readonly protocol: Protocol
  /** Path and query below the versioned base URL: `/chat/completions`. */
  readonly path: string
  /** Lower-case names, those of the credential among them. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string | undefined
}

export interface HopAnswer {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: HopBody
}

/**
 * The one way to a next hop, whether over HTTP or inside this process. Rejects with the signal's reason when aborted,
 * with a GatewayError when there was no answer.
 */
export type Send = (call: HopCall, signal: AbortSignal) => Promise<HopAnswer>

/** First value of a header. */
export function headerOf(answer: Pick<HopAnswer, 'headers'>, name: string): string | undefined {
  const value = answer.headers[name]
  return Array.isArray(value) ? value[0] : value
}
