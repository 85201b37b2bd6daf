import { badRequest } from '../../canonical/error.ts'
import { cacheMarksOf, foreignExtensions } from '../../canonical/reports.ts'
import type { GenerationRequest } from '../../canonical/request.ts'
import type { PrepareOptions } from '../../codec.ts'
import type { EncodedRequest } from '../../decoding.ts'
import type { JsonObject } from '../../json/json.ts'
import { present } from '../../json/present.ts'
import { createToolNames, type NameRule } from '../../tool-names.ts'
import { familyOf } from '../models.ts'
import { encodeContents } from './encode-contents.ts'
import type { EncodeContext } from './encode-context.ts'
import { encodeGeneration, encodeOutput } from './encode-generation.ts'
import { encodeTools } from './encode-tools.ts'
import { createSchemaBudget } from './schema/walk.ts'

/** Google's API names this limit, its documentation a larger one. */
export const functionNames: NameRule = {
  charsMax: 64,
  isAllowed: /^[A-Za-z_][A-Za-z0-9_.:-]{0,63}$/,
  refused: /[^A-Za-z0-9_.:-]/g,
  begin: /^[A-Za-z_]/,
}

/**
 * A canonical request as GenerateContentRequest (generativelanguage v1beta).
 * @throws GatewayError bad-request naming the field in the client's words.
 */
export function encodeRequest(request: GenerationRequest, options: PrepareOptions): EncodedRequest {
  refuseBesideCache(request, options)
  const context: EncodeContext = {
    family: familyOf(request.model),
    options,
    names: createToolNames(request.tools, functionNames, options.sources),
    schemaBudget: createSchemaBudget(),
    dropped: notCarried(request, options),
  }
  const google = request.extensions?.gemini ?? {}
  const { tools, toolConfig } = encodeTools(request, context)
  const { config, instructions } = encodeOutput(request, tools.length > 0, context)
  const body = present({
    ...encodeConversation(request, instructions, context),
    tools: tools.length > 0 ? tools : undefined,
    toolConfig: filled(toolConfig),
    generationConfig: filled({ ...encodeGeneration(request, context), ...config }),
    safetySettings: google.safetySettings,
    cachedContent: google.cachedContent,
    serviceTier: request.serviceTier,
  })
  const decoding = { toolNames: context.names.originals, firstCallOnly: request.parallelToolCalls === false }
  return { body, dropped: context.dropped, decoding }
}

/** Paths of what has no place in this protocol. */
function notCarried(request: GenerationRequest, { nameOf }: PrepareOptions): string[] {
  return [...foreignExtensions(request, 'gemini').map(nameOf), ...cacheMarksOf(request).map((mark) => mark.at)]
}

/** A cache holds its own instructions and tools, and Gemini refuses further ones beside it. */
function refuseBesideCache(
  { extensions, system, tools, builtinTools }: GenerationRequest,
  options: PrepareOptions,
): void {
  if (extensions?.gemini?.cachedContent === undefined) return
  if (system.length + tools.length + builtinTools.length === 0) return
  const at = options.nameOf('extensions.gemini.cachedContent')
  throw badRequest(at, `${at} cannot be combined with system messages or tools; put them into the cached content.`)
}

function encodeConversation(
  request: GenerationRequest,
  instructions: readonly string[],
  context: EncodeContext,
): { systemInstruction?: JsonObject; contents: JsonObject[] } {
  const parts = [...request.system.map(({ text }) => text), ...instructions].map((text) => ({ text }))
  const contents = encodeContents(request.messages, context)
  // Gemini refuses a request without contents.
  if (contents.length === 0) return { contents: [{ role: 'user', parts: parts.length > 0 ? parts : [{ text: ' ' }] }] }
  return parts.length > 0 ? { systemInstruction: { parts }, contents } : { contents }
}

function filled(object: JsonObject): JsonObject | undefined {
  return Object.keys(object).length > 0 ? object : undefined
}
