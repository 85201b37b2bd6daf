import type { Usage } from '../canonical/usage.ts'
import type { Json, JsonObject } from '../json/json.ts'
import { objectOf } from './wire.ts'

/** Counts of a `usage` object. DeepSeek names its cache hits in a member of its own. */
export function decodeUsage(usage: JsonObject): Usage {
  return {
    inputTokens: count(usage.prompt_tokens),
    cachedInputTokens:
      count(objectOf(usage.prompt_tokens_details)?.cached_tokens) ?? count(usage.prompt_cache_hit_tokens),
    outputTokens: count(usage.completion_tokens),
    reasoningTokens: count(objectOf(usage.completion_tokens_details)?.reasoning_tokens),
    totalTokens: count(usage.total_tokens),
  }
}

/** A `usage` object. Its three counts are numbers in every SDK's types, so what nobody said is zero there only. */
export function encodeUsage(usage: Usage): JsonObject {
  const { inputTokens = 0, cachedInputTokens, outputTokens = 0, reasoningTokens, totalTokens } = usage
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: totalTokens ?? inputTokens + outputTokens,
    ...(cachedInputTokens !== undefined && { prompt_tokens_details: { cached_tokens: cachedInputTokens } }),
    ...(reasoningTokens !== undefined && { completion_tokens_details: { reasoning_tokens: reasoningTokens } }),
  }
}

/** The usage of a chunk, where it has one: vendors send `null`, and some `{}`, in all but the last. */
export function usageOf(payload: JsonObject): JsonObject | undefined {
  const usage = objectOf(payload.usage)
  return usage && Object.keys(usage).length > 0 ? usage : undefined
}

function count(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined
}
