import { badRequest } from '../../canonical/error.ts'
import type { GenerationRequest, RequestField, Thinking } from '../../canonical/request.ts'
import type { EncodedRequest, EncodeRequestOptions } from '../../codec.ts'
import type { Json, JsonObject } from '../../json/json.ts'
import { encodeMessages } from './encode-messages.ts'
import { encodeTools } from './encode-tools.ts'

type FieldNames = EncodeRequestOptions['fieldNames']

/** OpenAI refuses JSON mode unless a message says the word. */
const jsonInstruction = 'Answer in JSON.'

/**
 * Canonical request to chat completion request, always streamed with usage. Thought signatures never leave: only Google
 * understands them.
 * @throws GatewayError bad-request naming a field whose meaning would be lost.
 */
export function encodeRequest(request: GenerationRequest, { fieldNames }: EncodeRequestOptions): EncodedRequest {
  const dropped = [...request.builtinTools.map((tool) => tool.at), ...googleOnly(request, fieldNames)]
  const messages = encodeMessages(request, systemTexts(request), dropped)
  const body: JsonObject = {
    model: request.model,
    messages,
    stream: true,
    stream_options: { include_usage: true },
    ...withoutAbsent(sampling(request)),
    ...withoutAbsent({ response_format: responseFormat(request), reasoning_effort: effort(request.thinking) }),
    ...encodeTools(request),
  }
  return { body, dropped, decoding: { toolNames: new Map(), firstCallOnly: request.parallelToolCalls === false } }
}

function sampling(request: GenerationRequest): Record<string, Json | undefined> {
  return {
    // OpenAI's own newer name is max_completion_tokens; this one works with nearly every compatible upstream.
    max_tokens: request.maxOutputTokens,
    temperature: request.temperature,
    top_p: request.topP,
    seed: request.seed,
    presence_penalty: request.presencePenalty,
    frequency_penalty: request.frequencyPenalty,
    stop: request.stop.length > 0 ? [...request.stop] : undefined,
    n: request.choices,
    logprobs: request.logprobs ? true : undefined,
    top_logprobs: request.logprobs?.top,
    service_tier: request.serviceTier,
  }
}

function responseFormat({ output }: GenerationRequest): JsonObject | undefined {
  if (output.type === 'text') return undefined
  if (output.type === 'json') return { type: 'json_object' }
  // Not strict: the schemas of other protocols break its rules.
  return { type: 'json_schema', json_schema: { name: output.name ?? 'response', schema: output.schema } }
}

function systemTexts(request: GenerationRequest): readonly string[] {
  const { system, output } = request
  return output.type !== 'json' || saysJson(request) ? system : [...system, jsonInstruction]
}

function saysJson({ system, messages }: GenerationRequest): boolean {
  const texts = messages.flatMap((message) =>
    message.role === 'tool' ? [] : message.parts.map((part) => (part.type === 'text' ? part.text : '')),
  )
  return [...system, ...texts].some((text) => /json/i.test(text))
}

/** Levels for a number of thinking tokens; -1 lets the model decide. */
function effort(thinking: Thinking | undefined): string | undefined {
  if (thinking?.effort !== undefined) return thinking.effort
  const budget = thinking?.budgetTokens
  if (budget === undefined || budget < 0) return undefined
  if (budget === 0) return 'none'
  if (budget <= 1024) return 'low'
  return budget <= 8192 ? 'medium' : 'high'
}

/** Reports what only Google knows. Cached content is refused: without it the prompt would be another one. */
function googleOnly({ google, topK }: GenerationRequest, fieldNames: FieldNames): string[] {
  if (google?.cachedContent !== undefined) {
    const at = fieldNames.cachedContent
    throw badRequest(at, `${at} lives at Google and this model does not; send the content itself.`)
  }
  const lost: [RequestField, unknown][] = [
    ['topK', topK],
    ['safetySettings', google?.safetySettings],
  ]
  const fields = lost.filter(([, value]) => value !== undefined).map(([field]) => fieldNames[field])
  return [...fields, ...Object.keys(google?.generationConfig ?? {}).map((name) => `generationConfig.${name}`)]
}

function withoutAbsent(members: Readonly<Record<string, Json | undefined>>): JsonObject {
  const body: JsonObject = {}
  for (const [name, value] of Object.entries(members)) if (value !== undefined) body[name] = value
  return body
}
