import type { RequestField } from '../../canonical/request.ts'

/** Canonical request fields in OpenAI's words, for reports of what a backend dropped or refused. */
export const fieldNames = {
  cachedContent: 'extra_body.google.cached_content',
  choices: 'n',
  frequencyPenalty: 'frequency_penalty',
  logprobs: 'logprobs',
  maxOutputTokens: 'max_tokens',
  output: 'response_format',
  presencePenalty: 'presence_penalty',
  safetySettings: 'extra_body.google.safety_settings',
  seed: 'seed',
  serviceTier: 'service_tier',
  stop: 'stop',
  temperature: 'temperature',
  thinking: 'reasoning_effort',
  toolChoice: 'tool_choice',
  topK: 'top_k',
  topP: 'top_p',
} as const satisfies Record<RequestField, string>
