import type { Usage } from '../canonical/usage.ts'
import { count } from '../json/count.ts'
import { isJsonObject, type JsonObject } from '../json/json.ts'
import { present } from '../json/present.ts'
import { isSaid, objectOf } from './wire.ts'

/** Counts of a `usage` object. DeepSeek and Kimi name their cache hits in members of their own, sglang its reasoning. */
export function decodeUsage(usage: JsonObject): Usage {
  const inputTokens = count(usage.prompt_tokens)
  const completion = count(usage.completion_tokens)
  const reasoningTokens = count(objectOf(usage.completion_tokens_details)?.reasoning_tokens ?? usage.reasoning_tokens)
  const totalTokens = count(usage.total_tokens)
  // xAI counts reasoning beside the completion; only the total tells.
  const isBeside = (inputTokens ?? 0) + (completion ?? 0) + (reasoningTokens ?? 0) === totalTokens
  return {
    inputTokens,
    cachedInputTokens: count(
      objectOf(usage.prompt_tokens_details)?.cached_tokens ?? usage.prompt_cache_hit_tokens ?? usage.cached_tokens,
    ),
    outputTokens: isBeside && completion !== undefined ? completion + (reasoningTokens ?? 0) : completion,
    reasoningTokens,
    inputAudioTokens: count(objectOf(usage.prompt_tokens_details)?.audio_tokens),
    outputAudioTokens: count(objectOf(usage.completion_tokens_details)?.audio_tokens),
    totalTokens,
  }
}

/** A `usage` object. Its three counts are numbers in every SDK's types, so what nobody said is zero there only. */
export function encodeUsage(usage: Usage): JsonObject {
  const { inputTokens = 0, outputTokens = 0 } = usage
  const prompt = present({ cached_tokens: usage.cachedInputTokens, audio_tokens: usage.inputAudioTokens })
  const completion = present({ reasoning_tokens: usage.reasoningTokens, audio_tokens: usage.outputAudioTokens })
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: usage.totalTokens ?? inputTokens + outputTokens,
    ...(isSaid(prompt) && { prompt_tokens_details: prompt }),
    ...(isSaid(completion) && { completion_tokens_details: completion }),
  }
}

/**
 * The usage of a chunk, where it has one: vendors send `null`, and some `{}`, in all but the last. Kimi has it in a choice
 * (https://platform.moonshot.ai/docs/api/chat), Groq in a member of its own as well.
 */
export function usageOf(payload: JsonObject): JsonObject | undefined {
  return saidUsage(payload) ?? usageOfChoice(payload) ?? saidUsage(objectOf(payload.x_groq) ?? {})
}

function usageOfChoice({ choices }: JsonObject): JsonObject | undefined {
  if (!Array.isArray(choices)) return undefined
  for (const choice of choices) {
    const usage = isJsonObject(choice) ? saidUsage(choice) : undefined
    if (usage) return usage
  }
  return undefined
}

function saidUsage(holder: JsonObject): JsonObject | undefined {
  const usage = objectOf(holder.usage)
  return usage && Object.keys(usage).length > 0 ? usage : undefined
}
