import { badRequest } from '../../canonical/error.ts'
import { cacheMarksOf, foreignExtensions } from '../../canonical/reports.ts'
import type { GenerationRequest, SystemText, Thinking } from '../../canonical/request.ts'
import type { NameOf, PrepareOptions } from '../../codec.ts'
import type { EncodedRequest } from '../../decoding.ts'
import type { Json, JsonObject } from '../../json/json.ts'
import { present } from '../../json/present.ts'
import type { Quirks } from '../../quirks.ts'
import { createToolNames, type NameRule } from '../../tool-names.ts'
import { takenEffort, wantedEffort } from './effort.ts'
import type { EncodeContext } from './encode-context.ts'
import { encodeMessages } from './encode-messages.ts'
import { encodeTools } from './encode-tools.ts'
import { withoutRefused } from './refused-fields.ts'

/** OpenAI refuses JSON mode unless a message says the word. */
const jsonInstruction = 'Answer in JSON.'

/** What OpenAI documents for function names; vendors that call theirs compatible check the same. */
export const functionNames: NameRule = { charsMax: 64, isAllowed: /^[\w-]{1,64}$/, refused: /[^\w-]/g }

/**
 * Canonical request to chat completion request, always streamed with usage. Thought signatures never leave: only Google
 * understands them.
 * @throws GatewayError bad-request naming a field whose meaning would be lost.
 */
export function encodeRequest(asked: GenerationRequest, options: PrepareOptions): EncodedRequest {
  const { nameOf, quirks, sources } = options
  refuseCachedContent(asked, nameOf)
  const { request, lost } = withoutRefused(asked, quirks.refuses ?? [])
  const context: EncodeContext = {
    names: createToolNames(request.tools, functionNames, sources),
    quirks,
    dropped: [...notCarried(request, nameOf), ...lost.map(nameOf)],
  }
  const messages = encodeMessages(request, systemTexts(request), context)
  const body: JsonObject = {
    model: request.model,
    messages,
    stream: true,
    stream_options: { include_usage: true },
    ...present(sampling(request, quirks)),
    ...present({
      response_format: responseFormat(request),
      reasoning_effort: effort(request.thinking, context, nameOf),
    }),
    ...encodeTools(request, context),
  }
  const decoding = { toolNames: context.names.originals, firstCallOnly: asked.parallelToolCalls === false }
  return { body, dropped: context.dropped, decoding }
}

function sampling(request: GenerationRequest, { maxCompletionTokens }: Quirks): Record<string, Json | undefined> {
  return {
    // The older name works with nearly every compatible upstream.
    [maxCompletionTokens ? 'max_completion_tokens' : 'max_tokens']: request.maxOutputTokens,
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

function systemTexts(request: GenerationRequest): readonly SystemText[] {
  const { system, output } = request
  return output.type !== 'json' || saysJson(request) ? system : [...system, { text: jsonInstruction }]
}

function saysJson({ system, messages }: GenerationRequest): boolean {
  const texts = messages.flatMap((message) =>
    message.role === 'tool' ? [] : message.parts.map((part) => (part.type === 'text' ? part.text : '')),
  )
  return [...system.map(({ text }) => text), ...texts].some((text) => /json/i.test(text))
}

/** The word for how hard to think, where the model takes one; else that is reported. */
function effort(thinking: Thinking | undefined, { quirks, dropped }: EncodeContext, nameOf: NameOf): Json | undefined {
  const wanted = wantedEffort(thinking)
  const taken = wanted && takenEffort(wanted, quirks.efforts ?? [])
  if (wanted !== undefined && taken === undefined) dropped.push(nameOf('thinking'))
  return taken
}

/** Without the cached content the prompt would be another one. */
function refuseCachedContent({ extensions }: GenerationRequest, nameOf: NameOf): void {
  if (extensions?.gemini?.cachedContent === undefined) return
  const at = nameOf('extensions.gemini.cachedContent')
  throw badRequest(at, `${at} lives at Google and this model does not; send the content itself.`)
}

/** Paths of what has no place in this protocol. */
function notCarried(request: GenerationRequest, nameOf: NameOf): string[] {
  return [
    ...request.builtinTools.map((tool) => tool.at),
    ...(request.topK === undefined ? [] : [nameOf('topK')]),
    ...foreignExtensions(request, 'openai-chat').map(nameOf),
    ...cacheMarksOf(request).map((mark) => mark.at),
  ]
}
