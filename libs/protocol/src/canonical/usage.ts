/** Token counts as the vendor gave them. A missing member means that nobody said; it is never zero instead. */
export interface Usage {
  /** All of the prompt, cached and tool-use parts included. */
  readonly inputTokens?: number | undefined
  readonly cachedInputTokens?: number | undefined
  /** All of the output, reasoning included. */
  readonly outputTokens?: number | undefined
  readonly reasoningTokens?: number | undefined
  /** Sound, as a part of the input and of the output. */
  readonly inputAudioTokens?: number | undefined
  readonly outputAudioTokens?: number | undefined
  readonly totalTokens?: number | undefined
}
