import type { Protocol } from '../protocol.ts'
import type { Citation, Extensions, MediaContent, Signature, TokenLogprob } from './blocks.ts'
import type { GatewayError } from './error.ts'
import type { Usage } from './usage.ts'

/**
 * One answer as it happens. Rules, checked over every decoder by `checkEventOrder`:
 * `start` first; exactly one `finish` or `error`, last; a delta only inside its own block; at most one block open per
 * choice; media and redacted reasoning between blocks, a citation anywhere; every block closed before `finish` (an
 * `error` may come with blocks open).
 * `choice` counts from 0 and is always 0 where the client asked for one answer.
 */
export type StreamEvent =
  | StartEvent
  | { readonly type: 'text-start'; readonly choice: number }
  | { readonly type: 'text-delta'; readonly choice: number; readonly text: string }
  /** `signature`: what came with this text. A signed block is never merged with another. */
  | { readonly type: 'text-end'; readonly choice: number; readonly signature?: Signature | undefined }
  | { readonly type: 'reasoning-start'; readonly choice: number }
  | { readonly type: 'reasoning-delta'; readonly choice: number; readonly text: string }
  | { readonly type: 'reasoning-end'; readonly choice: number; readonly signature?: Signature | undefined }
  /** What the model says in place of an answer (OpenAI's `refusal`). */
  | { readonly type: 'refusal-start'; readonly choice: number }
  | { readonly type: 'refusal-delta'; readonly choice: number; readonly text: string }
  | { readonly type: 'refusal-end'; readonly choice: number }
  | ToolCallStartEvent
  /** A further piece of the arguments' JSON text. The pieces of one call join to its whole arguments, possibly ''. */
  | { readonly type: 'tool-call-delta'; readonly choice: number; readonly arguments: string }
  | { readonly type: 'tool-call-end'; readonly choice: number }
  | MediaEvent
  /** Its place in the text, where known, is the citation's own. */
  | { readonly type: 'citation'; readonly choice: number; readonly citation: Citation }
  /** A thought that only its own vendor can read, whole. */
  | {
      readonly type: 'redacted-reasoning'
      readonly choice: number
      readonly data: string
      readonly protocol: Protocol
    }
  | FinishEvent
  | { readonly type: 'error'; readonly error: GatewayError }

export interface StartEvent {
  readonly type: 'start'
  /** The vendor's id of this answer, without a prefix of ours. */
  readonly id?: string | undefined
  /** The model that the vendor says it ran. */
  readonly model?: string | undefined
  /** What the vendor counted before its first output (Anthropic's `message_start`); `finish` says all of it again. */
  readonly usage?: Usage | undefined
}

export interface ToolCallStartEvent {
  readonly type: 'tool-call-start'
  readonly choice: number
  /** Never empty: made by the decoder when the vendor gave none. */
  readonly id: string
  /** The client's own name of the tool. */
  readonly name: string
  readonly namespace?: string | undefined
  /** A call of a custom tool: its arguments are plain text, not JSON. */
  readonly custom?: true | undefined
  readonly signature?: Signature | undefined
}

/** A picture or sound that the model made, whole. */
export interface MediaEvent {
  readonly type: 'media'
  readonly choice: number
  readonly part: MediaContent
  readonly signature?: Signature | undefined
}

/**
 * `refusal`: the model itself declined; `content-filter`: the vendor's filter stopped it; `pause`: the vendor stopped in
 * the middle of its own tools and wants to be asked again (Anthropic's `pause_turn`).
 */
export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'refusal' | 'pause'

export interface FinishEvent {
  readonly type: 'finish'
  /** One entry per choice, ascending. */
  readonly choices: readonly ChoiceFinish[]
  /** All that the vendor counted, what `start` said included. */
  readonly usage?: Usage | undefined
}

export interface ChoiceFinish {
  readonly choice: number
  readonly reason: FinishReason
  /** The vendor's own word, when it gave one: `MAX_TOKENS`. */
  readonly raw?: string | undefined
  /** The answer's tokens with their chances, where the client asked for them. */
  readonly logprobs?: readonly TokenLogprob[] | undefined
  /** The stop sequence that ended the answer, where the vendor names it. */
  readonly stopSequence?: string | undefined
  /** Why the answer was refused or filtered. */
  readonly details?: FinishDetails | undefined
  /**
   * What only one vendor says about the end. Google's in snake_case (finish_reason, finish_message, safety_ratings,
   * prompt_feedback …), as its own OpenAI layer writes them.
   */
  readonly extensions?: Extensions | undefined
}

export interface FinishDetails {
  /** A machine-readable word: `cyber`. */
  readonly category?: string | undefined
  /** For people. */
  readonly explanation?: string | undefined
}
