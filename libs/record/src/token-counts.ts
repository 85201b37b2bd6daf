import type { Usage } from '@sluice/protocol'

/** The counts that log and metrics have in common. */
export function countsOf({ inputTokens, outputTokens, cachedInputTokens, reasoningTokens }: Usage) {
  return { inputTokens, outputTokens, cachedInputTokens, reasoningTokens }
}
