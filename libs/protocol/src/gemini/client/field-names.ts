import type { RequestField } from '../../canonical/request.ts'

/** Canonical request fields in Gemini's words, for reports of what a backend dropped or refused. */
export const fieldNames = {
  cachedContent: 'cachedContent',
  choices: 'generationConfig.candidateCount',
  frequencyPenalty: 'generationConfig.frequencyPenalty',
  logprobs: 'generationConfig.responseLogprobs',
  maxOutputTokens: 'generationConfig.maxOutputTokens',
  output: 'generationConfig.responseMimeType',
  presencePenalty: 'generationConfig.presencePenalty',
  safetySettings: 'safetySettings',
  seed: 'generationConfig.seed',
  serviceTier: 'serviceTier',
  stop: 'generationConfig.stopSequences',
  temperature: 'generationConfig.temperature',
  thinking: 'generationConfig.thinkingConfig',
  toolChoice: 'toolConfig.functionCallingConfig',
  topK: 'generationConfig.topK',
  topP: 'generationConfig.topP',
} as const satisfies Record<RequestField, string>
