import type { Protocol } from '@sluice/protocol'
import type { RetryPolicy, Send } from '@sluice/upstream'
import type { Credentials } from './credential.ts'
import type { QuirkName } from './quirks.ts'

/** Who answers there: a vendor, or a Sluice of ours that owns one. */
export type Provider = 'openai-compatible' | 'google' | 'translator'

/** Where a target is. */
export interface Address {
  readonly baseUrl: string
  /** What every call's query holds besides, without its `?`: `api-version=2024-10-21`; mostly empty. */
  readonly query: string
  /** For messages: the setting that names it. */
  readonly setting: string
  /** What else the operator may do when it cannot be reached. */
  readonly advice?: string | undefined
}

/** Somewhere a model's calls can run. Plain data, but for the connections that `send` owns. */
export interface Target {
  /** The metric label, also for logs. */
  readonly name: string
  readonly provider: Provider
  readonly address: Address
  readonly send: Send
  readonly credentials: Credentials
  /** Best first; `any`: it speaks whatever its caller speaks. */
  readonly protocols: readonly [Protocol, ...Protocol[]] | 'any'
  /** What it does otherwise than most, for every model; families of models have their own. */
  readonly quirks: readonly QuirkName[]
  readonly timeouts: { readonly firstByteMs: number; readonly idleMs: number }
  readonly retry: RetryPolicy
  /** Sent with every generation. */
  readonly headers: Readonly<Record<string, string>>
  /** Headers of its answers that are handed on to the client; everything else of a vendor stays here. */
  readonly passedHeaders: readonly string[]
  /** Models to list where it has no list of its own. */
  readonly listedModels: readonly string[]
}

/**
 * A hop of ours: it is told the request id, the deadline and the stop tags, does the matching of tags itself and says
 * inside the stream what its protocol cannot say.
 */
export function isOwnHop({ provider }: Target): boolean {
  return provider === 'translator'
}
