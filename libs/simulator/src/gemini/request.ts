import { isObject, type Json, type JsonObject } from '../json.ts'
import { readProto } from './read-proto.ts'

export interface Part {
  readonly text?: string
  readonly thought?: boolean
  readonly thoughtSignature?: string
  readonly inlineData?: { readonly mimeType?: string; readonly data?: string }
  readonly fileData?: { readonly mimeType?: string; readonly fileUri?: string }
  readonly functionCall?: { readonly id?: string; readonly name?: string; readonly args?: JsonObject }
  readonly functionResponse?: { readonly id?: string; readonly name?: string; readonly response?: JsonObject }
}

export interface Content {
  readonly role?: string
  readonly parts?: readonly Part[]
}

export interface Schema {
  readonly type?: string
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly string[]
}

export interface Declaration {
  readonly name?: string
  readonly parameters?: Schema
  readonly parametersJsonSchema?: Json
}

export type Tool = { readonly functionDeclarations?: readonly Declaration[] } & Readonly<Record<string, unknown>>

export interface GenerationConfig {
  readonly candidateCount?: number
  readonly stopSequences?: readonly string[]
  readonly maxOutputTokens?: number
  readonly temperature?: number
  readonly responseMimeType?: string
  readonly responseSchema?: Schema
  readonly responseJsonSchema?: Json
  readonly _responseJsonSchema?: Json
  readonly presencePenalty?: number
  readonly frequencyPenalty?: number
  readonly responseLogprobs?: boolean
  readonly responseModalities?: readonly string[]
  readonly thinkingConfig?: {
    readonly includeThoughts?: boolean
    readonly thinkingBudget?: number
    readonly thinkingLevel?: string
  }
}

/** A request after the proto layer: camelCase, known fields, right types. */
export interface GeminiRequest {
  readonly contents: readonly Content[]
  readonly systemInstruction?: Content
  readonly tools?: readonly Tool[]
  readonly toolConfig?: {
    readonly functionCallingConfig?: { readonly mode?: string; readonly allowedFunctionNames?: readonly string[] }
  }
  readonly generationConfig?: GenerationConfig
  readonly cachedContent?: string
}

/** Throws a GeminiRefusal when the proto layer would. */
export function readGeminiRequest(value: Json): GeminiRequest {
  const read: unknown = { contents: [], ...readProto(value, 'GenerateContentRequest') }
  // The proto layer has just checked every member this type names.
  return read as GeminiRequest
}

/** The lenient reading: whatever has the right shape at the top, for a simulator that is not strict. */
export function looseGeminiRequest(value: Json): GeminiRequest {
  try {
    return readGeminiRequest(value)
  } catch {
    const contents = isObject(value) && Array.isArray(value.contents) ? value.contents : []
    return readGeminiRequest({ contents: contents.filter(isObject).map(textOnly) })
  }
}

const textOnly = (content: JsonObject): JsonObject => ({
  role: content.role ?? 'user',
  parts: (Array.isArray(content.parts) ? content.parts : []).map((part) => ({
    text: isObject(part) && typeof part.text === 'string' ? part.text : '',
  })),
})

export const declarationsOf = (request: GeminiRequest): readonly Declaration[] =>
  (request.tools ?? []).flatMap((tool) => tool.functionDeclarations ?? [])

export const isCalling = (content: Content): boolean =>
  content.parts?.some((part) => part.functionCall !== undefined) ?? false

export const isResponding = (content: Content): boolean =>
  content.parts?.some((part) => part.functionResponse !== undefined) ?? false

/** Where the current turn begins: the last content of the user that is not an answer to calls. */
export function turnStart(contents: readonly Content[]): number {
  return contents.findLastIndex((content) => content.role !== 'model' && !isResponding(content))
}
