import type { Usage } from '../../canonical/usage.ts'
import type { JsonObject } from '../../json/json.ts'

/** usageMetadata; what nobody said is left out. Gemini counts thoughts beside the candidates' tokens, not within. */
export function usageToGemini(usage: Usage): JsonObject {
  const { inputTokens, cachedInputTokens, outputTokens, reasoningTokens } = usage
  const total = usage.totalTokens ?? sum(inputTokens, outputTokens)
  const visible = outputTokens === undefined ? undefined : Math.max(0, outputTokens - (reasoningTokens ?? 0))
  return {
    ...(inputTokens !== undefined && { promptTokenCount: inputTokens }),
    ...(cachedInputTokens !== undefined && { cachedContentTokenCount: cachedInputTokens }),
    ...(visible !== undefined && { candidatesTokenCount: visible }),
    ...(reasoningTokens !== undefined && { thoughtsTokenCount: reasoningTokens }),
    ...(total !== undefined && { totalTokenCount: total }),
  }
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b
}
