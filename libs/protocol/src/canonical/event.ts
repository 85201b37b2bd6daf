import type { JsonObject } from '../json/json.ts'
import type { GatewayError } from './error.ts'
import type { Usage } from './usage.ts'

/**
 * One answer as it happens. Rules, checked over every decoder by `checkEventOrder`:
 * `start` first; exactly one `finish` or `error`, last; a delta only inside its own block; at most one block open per
 * choice; every block closed before `finish` (an `error` may come with blocks open).
 * `choice` counts from 0 and is always 0 where the client asked for one answer.
 */
export type StreamEvent =
  | StartEvent
  | { readonly type: 'text-start'; readonly choice: number }
  | { readonly type: 'text-delta'; readonly choice: number; readonly text: string }
  /** `signature`: the thought signature that came with this text. A signed block is never merged with another. */
  | { readonly type: 'text-end'; readonly choice: number; readonly signature?: string | undefined }
  | { readonly type: 'reasoning-start'; readonly choice: number }
  | { readonly type: 'reasoning-delta'; readonly choice: number; readonly text: string }
  | { readonly type: 'reasoning-end'; readonly choice: number; readonly signature?: string | undefined }
  | ToolCallStartEvent
  /** A further piece of the arguments' JSON text. The pieces of one call join to its whole arguments, possibly ''. */
  | { readonly type: 'tool-call-delta'; readonly choice: number; readonly arguments: string }
  | { readonly type: 'tool-call-end'; readonly choice: number }
  | FinishEvent
  | { readonly type: 'error'; readonly error: GatewayError }

export interface StartEvent {
  readonly type: 'start'
  /** The vendor's id of this answer, without a prefix of ours. */
  readonly id?: string | undefined
  /** The model that the vendor says it ran. */
  readonly model?: string | undefined
}

export interface ToolCallStartEvent {
  readonly type: 'tool-call-start'
  readonly choice: number
  /** Never empty: made by the decoder when the vendor gave none. */
  readonly id: string
  readonly name: string
  readonly signature?: string | undefined
}

export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter'

export interface FinishEvent {
  readonly type: 'finish'
  /** One entry per choice, ascending. */
  readonly choices: readonly ChoiceFinish[]
  readonly usage?: Usage | undefined
}

export interface ChoiceFinish {
  readonly choice: number
  readonly reason: FinishReason
  /** The vendor's own word, when it gave one: `MAX_TOKENS`. */
  readonly raw?: string | undefined
  /** What Google says about the end, in snake_case (finish_reason, finish_message, safety_ratings, prompt_feedback …). */
  readonly google?: JsonObject | undefined
}
