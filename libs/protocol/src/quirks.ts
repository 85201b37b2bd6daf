import type { Effort, ScalarField } from './canonical/request.ts'

/**
 * What an upstream or a family of models does otherwise than most that speak its protocol. Codecs read it and never ask
 * for a model's name; which families have which is a table outside.
 */
export interface Quirks {
  /** The output limit is `max_completion_tokens`; `max_tokens` is refused. */
  readonly maxCompletionTokens?: boolean
  /** Request fields that are refused: left out, and named as dropped. */
  readonly refuses?: readonly ScalarField[]
  /** Words of `reasoning_effort` that are taken, in the order of `efforts`; without any the field is refused. */
  readonly efforts?: readonly Effort[]
  /** Thoughts of earlier turns are wanted back as `reasoning_content`; others refuse that member. */
  readonly reasoningContent?: boolean
  /** Custom tools are known; elsewhere they go as functions of one text. */
  readonly customTools?: boolean
  /** `[DONE]` ends an answer that has no finish reason (Claude at Snowflake Cortex). */
  readonly doneIsFinish?: boolean
  /** A clean end finishes an answer that has thoughts, no text and no finish reason (CLIProxyAPI#5226). */
  readonly thoughtsAreFinish?: boolean
}
