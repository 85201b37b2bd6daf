import type { Usage } from '../../canonical/usage.ts'
import { count } from '../../json/count.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'

/** Reads usageMetadata, whose counts are cumulative. Google counts thoughts beside the candidates' tokens. */
export function usageFromGemini(json: JsonObject): Usage {
  const prompt = count(json.promptTokenCount)
  const toolUse = count(json.toolUsePromptTokenCount)
  const candidates = count(json.candidatesTokenCount)
  const thoughts = count(json.thoughtsTokenCount)
  const inputTokens = sum(prompt, toolUse)
  const given = count(json.totalTokenCount)
  // Some models count their thoughts in candidatesTokenCount already; only the total tells.
  const areThoughtsInside = thoughts !== undefined && candidates !== undefined && sum(inputTokens, candidates) === given
  const outputTokens = areThoughtsInside ? candidates : sum(candidates, thoughts)
  return present({
    inputTokens,
    cachedInputTokens: count(json.cachedContentTokenCount),
    outputTokens,
    reasoningTokens: thoughts,
    inputAudioTokens: audio(json.promptTokensDetails),
    outputAudioTokens: audio(json.candidatesTokensDetails),
    totalTokens:
      given ?? (inputTokens !== undefined && outputTokens !== undefined ? inputTokens + outputTokens : undefined),
  })
}

/** Sound's part of a count. */
function audio(details: Json | undefined): number | undefined {
  if (!Array.isArray(details)) return undefined
  const item = details.find((one) => isJsonObject(one) && one.modality === 'AUDIO')
  return isJsonObject(item) ? count(item.tokenCount) : undefined
}

/** Of one known and one unknown count, the known one; the proto leaves zeros out. */
function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : a + (b ?? 0)
}

function present(usage: Usage): Usage {
  return Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== undefined))
}
