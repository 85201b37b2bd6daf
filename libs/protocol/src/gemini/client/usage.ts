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
    ...(usage.inputAudioTokens && { promptTokensDetails: audio(usage.inputAudioTokens) }),
    ...(usage.outputAudioTokens && { candidatesTokensDetails: audio(usage.outputAudioTokens) }),
  }
}

/** Sound's part of a count; the other parts are not known. */
function audio(tokenCount: number): JsonObject[] {
  return [{ modality: 'AUDIO', tokenCount }]
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b
}
