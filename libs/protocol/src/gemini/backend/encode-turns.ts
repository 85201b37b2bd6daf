import {
  type AssistantPart,
  type MediaPart,
  type Signature,
  type TextPart,
  type ToolCallPart,
  type ToolResult,
  textOf,
  type UserPart,
} from '../../canonical/blocks.ts'
import { argumentsOfInput } from '../../custom-tools.ts'
import { isJsonObject, type JsonObject } from '../../json/json.ts'
import { holdsLongIntegers } from '../../json/long-integers.ts'
import { present } from '../../json/present.ts'
import { geminiSignatureText, placeholderSignature, signedPart } from '../../signature.ts'
import { wellFormed } from '../../well-formed.ts'
import type { EncodeContext } from './encode-context.ts'
import { encodeMedia } from './encode-media.ts'
import { parseBounded, parseExact } from './exact-json.ts'

/** Parts of a user turn; empty texts are left out, as Gemini refuses them. */
export function encodeUserParts(parts: readonly UserPart[], context: EncodeContext): JsonObject[] {
  return parts.flatMap((part) => {
    if (part.type === 'media') return [encodeMedia(part, context)]
    return part.text === '' ? [] : [{ text: part.text }]
  })
}

/** An instruction in its place, for which Gemini has no role: user text that says what it is. */
export function encodeInstruction(parts: readonly TextPart[]): JsonObject {
  return { text: `<system_instruction>\n${textOf(parts, '\n')}\n</system_instruction>` }
}

/** Parts of a model turn. Reasoning is left out: Gemini does not read thoughts back. */
export function encodeModelParts(parts: readonly AssistantPart[], context: EncodeContext): JsonObject[] {
  return parts.flatMap((part): JsonObject[] => {
    switch (part.type) {
      case 'text':
        return encodeText(part, context)
      case 'refusal':
        return part.text === '' ? [] : [{ text: part.text }]
      case 'media':
        return [signedPart(encodeMedia(part, context), signatureToSend(part.signature, context))]
      case 'tool-call':
        return [encodeCall(part, context)]
      case 'reasoning':
      case 'redacted-reasoning':
        context.dropped.push(part.at)
        return []
      default: {
        const unhandled: never = part
        return unhandled
      }
    }
  })
}

function encodeText({ text, signature: given }: TextPart, context: EncodeContext): JsonObject[] {
  const signature = signatureToSend(given, context)
  return text === '' && signature === undefined ? [] : [signedPart({ text }, signature)]
}

function encodeCall(call: ToolCallPart, context: EncodeContext): JsonObject {
  // Google holds arguments as a Struct, whose numbers are doubles: more digits than these have are lost there.
  if (call.at !== undefined && !call.custom && holdsLongIntegers(call.arguments)) context.dropped.push(call.at)
  const functionCall = present({
    id: call.idMade ? undefined : call.id,
    name: context.names.declared(call),
    args: call.custom ? argumentsOfInput(call.arguments) : argsOf(call.arguments),
  })
  return signedPart({ functionCall }, signatureToSend(call.signature, context))
}

/** Broken arguments are sent as they are, wrapped: without its call the result would be an orphan. */
function argsOf(text: string): JsonObject {
  if (text.trim() === '') return {}
  const args = parseBounded(text)
  return isJsonObject(args) ? wellFormed(args) : { _raw: text }
}

/** Another vendor's signature means nothing to Google: such a part goes unsigned. */
function signatureToSend(signature: Signature | undefined, { options }: EncodeContext): string | undefined {
  if (signature?.protocol !== 'gemini') return undefined
  return options.remedies.includes('signature-placeholders') ? placeholderSignature : geminiSignatureText(signature)
}

/** Gemini 3 refuses a model turn whose first call is not signed; later calls of the turn need nothing. */
export function signFirstCall(parts: readonly JsonObject[]): JsonObject[] {
  const first = parts.findIndex((part) => part.functionCall !== undefined)
  return parts.map((part, index) =>
    index === first && part.thoughtSignature === undefined ? signedPart(part, placeholderSignature) : part,
  )
}

interface EncodedResults {
  /** functionResponse parts in the order of their calls. */
  readonly parts: JsonObject[]
  /** Media that the responses cannot hold. */
  readonly media: JsonObject[]
}

/** Results of the calls of one model turn. Gemini wants them in the order of the calls. */
export function encodeResults(
  results: readonly ToolResult[],
  calls: readonly ToolCallPart[],
  context: EncodeContext,
): EncodedResults {
  const order = new Map(calls.map((call, index) => [call.id, { call, index }]))
  const encoded: EncodedResults = { parts: [], media: [] }
  const placed = results.map((result) => ({ result, place: order.get(result.callId) }))
  for (const { result, place } of placed.toSorted((a, b) => (a.place?.index ?? 0) - (b.place?.index ?? 0))) {
    const id = place?.call.idMade ? undefined : result.callId
    const given = result.parts.filter((part): part is MediaPart => part.type === 'media')
    const media = given.map((part) => encodeMedia(part, context))
    const fitsInside = (part: JsonObject) => context.family.combinesTools && part.inlineData !== undefined
    encoded.parts.push({ functionResponse: encodeResponse(result, id, media.filter(fitsInside), context) })
    for (const part of media) if (!fitsInside(part)) encoded.media.push(part)
  }
  return encoded
}

function encodeResponse(
  result: ToolResult,
  id: string | undefined,
  media: JsonObject[],
  { names }: EncodeContext,
): JsonObject {
  return present({
    id,
    name: names.declared(result),
    response: responseOf(result),
    parts: media.length > 0 ? media : undefined,
  })
}

/** `output` and `error` are the keys that Google documents for results that are no object. */
function responseOf({ parts, isError }: ToolResult): JsonObject {
  const text = textOf(parts, '\n')
  if (isError) return { error: text }
  const value = parseExact(text)
  if (isJsonObject(value)) return wellFormed(value)
  return { output: Array.isArray(value) ? wellFormed(value) : text }
}
