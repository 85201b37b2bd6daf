import { badRequest } from '../../canonical/error.ts'
import type { GenerationRequest } from '../../canonical/request.ts'
import type { DecodedRequest, RequestInput, Sources } from '../../codec.ts'
import type { Json } from '../../json/json.ts'
import { wellFormed } from '../../well-formed.ts'
import { decodeContents, decodeSystem } from './decode-contents.ts'
import { decodeGeneration } from './decode-generation.ts'
import { decodeToolChoice, decodeTools } from './decode-tools.ts'
import { createNameOf } from './field-names.ts'
import { Fields } from './fields.ts'
import { modelOf } from './outline.ts'

const known = new Set([
  'model',
  'contents',
  'systemInstruction',
  'tools',
  'toolConfig',
  'generationConfig',
  'safetySettings',
  'cachedContent',
  'serviceTier',
])

/**
 * Reads and validates a whole Gemini request for another protocol's backend. Facts: generativelanguage v1beta, with the
 * spellings that the Google SDKs, Gemini CLI and SillyTavern send.
 * @throws GatewayError bad-request naming the field.
 */
export function decodeRequest(input: RequestInput, sources: Sources): DecodedRequest {
  const body = new Fields(wellFormed(input.body), '')
  const dropped = body.others(known)
  refuseCachedContent(body)
  const tools = decodeTools(body, dropped)
  const request: GenerationRequest = {
    model: modelOf(input),
    system: decodeSystem(body, dropped),
    messages: decodeContents(body, { sources, dropped }),
    ...tools,
    toolChoice: decodeToolChoice(body, tools.tools.length > 0, dropped),
    ...decodeGeneration(body.object('generationConfig'), dropped),
    serviceTier: serviceTier(body),
    extensions: extensions(body),
  }
  return { request, dropped, nameOf: createNameOf(body) }
}

function refuseCachedContent(body: Fields): void {
  // SDKs send an empty name for "none".
  if (!body.string('cachedContent')) return
  throw badRequest('cachedContent', 'cachedContent lives at Google and this model does not; send the content itself.')
}

function extensions(body: Fields): GenerationRequest['extensions'] {
  const safetySettings: Json | undefined = body.value('safetySettings')
  if (safetySettings === undefined) return undefined
  if (!Array.isArray(safetySettings)) throw badRequest('safetySettings', 'safetySettings must be an array.')
  return safetySettings.length === 0 ? undefined : { gemini: { safetySettings } }
}

function serviceTier(body: Fields): GenerationRequest['serviceTier'] {
  const tier = body.string('serviceTier')?.toLowerCase().replace('service_tier_', '')
  return tier === 'flex' || tier === 'priority' ? tier : undefined
}
