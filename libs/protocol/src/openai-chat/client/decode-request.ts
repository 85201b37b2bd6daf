import type { GenerationRequest } from '../../canonical/request.ts'
import type { DecodedRequest, RequestInput, Sources } from '../../codec.ts'
import { wellFormed } from '../../well-formed.ts'
import { decodeConversation } from './decode-conversation.ts'
import { decodeGoogle } from './decode-google.ts'
import { decodeOutput } from './decode-output.ts'
import { decodeSampling } from './decode-sampling.ts'
import { decodeThinking } from './decode-thinking.ts'
import { decodeToolChoice } from './decode-tool-choice.ts'
import { callStyleOf, decodeTools } from './decode-tools.ts'
import { createNameOf } from './field-names.ts'
import { Fields } from './fields.ts'
import { modelOf, streamOf } from './outline.ts'
import { wishMembers } from './thinking-wishes.ts'

/** Members that the decoders below read; every other one is a hint that no other protocol carries. */
const known = new Set([
  'model',
  'messages',
  'stream',
  'stream_options',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'top_p',
  'top_k',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'stop',
  'n',
  'logprobs',
  'top_logprobs',
  'response_format',
  'modalities',
  'reasoning_effort',
  ...wishMembers,
  'service_tier',
  'tools',
  'functions',
  'tool_choice',
  'function_call',
  'parallel_tool_calls',
  'web_search_options',
  'extra_body',
  'google',
])

/**
 * Reads and validates a whole chat completion request for another protocol's backend. Facts: OpenAI's API, with the
 * `extra_body.google` members of Google's own OpenAI layer.
 * @throws GatewayError bad-request naming the field.
 */
export function decodeRequest(input: RequestInput, sources: Sources): DecodedRequest {
  const body = new Fields(wellFormed(input.body), '')
  const dropped = body.others(known)
  const model = modelOf(body)
  streamOf(body)
  const conversation = decodeConversation(body, { sources, dropped })
  const tools = decodeTools(body, dropped)
  const { google, extensions } = decodeGoogle(body, dropped)
  const { thinking, at } = decodeThinking(body, google, dropped)
  const request: GenerationRequest = {
    model,
    ...conversation,
    ...tools,
    toolChoice: decodeToolChoice(body, tools.tools),
    parallelToolCalls: parallelToolCalls(body),
    ...decodeSampling(body, dropped),
    output: decodeOutput(body),
    thinking,
    extensions,
  }
  return { request, dropped, nameOf: createNameOf(body, { google: google?.at, thinking: at }) }
}

/** A message has one `function_call`, so whoever reads nothing else takes one call at a time. */
function parallelToolCalls(body: Fields): boolean | undefined {
  const given = body.boolean('parallel_tool_calls')
  return callStyleOf(body.json) === 'function_call' ? false : given
}
