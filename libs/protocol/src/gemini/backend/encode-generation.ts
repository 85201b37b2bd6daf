import { badRequest } from '../../canonical/error.ts'
import type { GenerationRequest } from '../../canonical/request.ts'
import { isJsonObject, type JsonObject } from '../../json/json.ts'
import { present } from '../../json/present.ts'
import type { EncodeContext } from './encode-context.ts'
import { adaptResponseSchema } from './schema/index.ts'
import { canThink, encodeThinking } from './thinking.ts'

/** Most stop sequences that Gemini takes. */
const stopSequencesMax = 5

/** generationConfig, empty where nothing is set. @throws GatewayError bad-request naming the field. */
export function encodeGeneration(request: GenerationRequest, context: EncodeContext): JsonObject {
  return {
    ...googleSettings(request),
    ...present({
      temperature: request.temperature,
      topP: request.topP,
      topK: request.topK,
      maxOutputTokens: request.maxOutputTokens,
      stopSequences: stopSequences(request, context),
      seed: request.seed === undefined ? undefined : int32(request.seed),
      ...penalties(request, context),
      candidateCount: request.choices === 1 ? undefined : request.choices,
      responseLogprobs: request.logprobs ? true : undefined,
      logprobs: request.logprobs?.top || undefined,
      thinkingConfig: thinkingConfig(request, context),
    }),
  }
}

/** Members of generationConfig that only Google knows. */
function googleSettings({ extensions }: GenerationRequest): JsonObject {
  const config = extensions?.gemini?.generationConfig
  return isJsonObject(config) ? config : {}
}

function stopSequences({ stop }: GenerationRequest, { options }: EncodeContext): string[] | undefined {
  const at = options.nameOf('stop')
  // Leaving some out would change what the answer holds without a word.
  if (stop.length > stopSequencesMax) {
    throw badRequest(at, `${at} has ${stop.length} sequences; this model takes at most ${stopSequencesMax}.`)
  }
  return stop.length > 0 ? [...stop] : undefined
}

/** Other protocols allow 64 bits; the same large seed still gives the same small one. */
function int32(seed: number): number {
  return Number(BigInt.asIntN(32, BigInt(Math.trunc(seed))))
}

/** Many clients send zeros, which mean nothing and are refused like the rest. */
function penalties(request: GenerationRequest, { family, options, dropped }: EncodeContext): Record<string, number> {
  const kept: Record<string, number> = {}
  for (const name of ['presencePenalty', 'frequencyPenalty'] as const) {
    const penalty = request[name]
    if (!penalty) continue
    if (family.penalties) kept[name] = penalty
    else dropped.push(options.nameOf(name))
  }
  return kept
}

function thinkingConfig({ thinking }: GenerationRequest, context: EncodeContext): JsonObject | undefined {
  if (!thinking || Object.values(thinking).every((value) => value === undefined)) return undefined
  if (!canThink(context.family)) context.dropped.push(context.options.nameOf('thinking'))
  return encodeThinking(thinking, context.family)
}

interface EncodedOutput {
  /** Members of generationConfig. */
  readonly config: JsonObject
  /** What the model must be told in words instead. */
  readonly instructions: readonly string[]
}

/**
 * The output format. Models before 3 refuse JSON output beside tools: the tools stay and the format is asked for in
 * words, which is reported.
 * @throws GatewayError bad-request naming the field.
 */
export function encodeOutput({ output }: GenerationRequest, hasTools: boolean, context: EncodeContext): EncodedOutput {
  if (output.type === 'text') return { config: {}, instructions: [] }
  const at = context.options.nameOf('output')
  if (hasTools && !context.family.combinesTools) {
    context.dropped.push(at)
    return { config: {}, instructions: [inWords(output)] }
  }
  const schema = output.type === 'json' ? undefined : adaptResponseSchema(output.schema, at, context.schemaBudget)
  return { config: present({ responseMimeType: 'application/json', responseJsonSchema: schema }), instructions: [] }
}

function inWords(output: Exclude<GenerationRequest['output'], { type: 'text' }>): string {
  const plain = 'Unless you call a tool, answer with JSON only, without a code fence.'
  if (output.type === 'json') return plain
  return `${plain} The JSON must match this JSON Schema: ${JSON.stringify(output.schema)}`
}
