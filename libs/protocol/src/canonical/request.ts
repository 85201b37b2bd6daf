import type { Json, JsonObject } from '../json/json.ts'

/** One generation, free of any protocol's spelling. Built by a client face, read by a backend face. */
export interface GenerationRequest {
  readonly model: string
  /** All system and developer texts, hoisted, in order, empty ones left out. */
  readonly system: readonly string[]
  readonly messages: readonly Message[]
  readonly tools: readonly FunctionTool[]
  readonly builtinTools: readonly BuiltinTool[]
  readonly toolChoice?: ToolChoice | undefined
  /** false: the client takes one call at a time. */
  readonly parallelToolCalls?: boolean | undefined
  readonly maxOutputTokens?: number | undefined
  readonly temperature?: number | undefined
  readonly topP?: number | undefined
  readonly topK?: number | undefined
  readonly seed?: number | undefined
  readonly presencePenalty?: number | undefined
  readonly frequencyPenalty?: number | undefined
  /** Stop sequences, empty ones left out. */
  readonly stop: readonly string[]
  /** How many answers; absent means one. */
  readonly choices?: number | undefined
  readonly logprobs?: { readonly top?: number | undefined } | undefined
  readonly output: OutputFormat
  readonly thinking?: Thinking | undefined
  readonly serviceTier?: 'flex' | 'priority' | undefined
  /** Settings that only Google knows, in Google's camelCase JSON. */
  readonly google?: GoogleSettings | undefined
}

export type Message =
  | { readonly role: 'user'; readonly parts: readonly (TextPart | MediaPart)[] }
  | { readonly role: 'assistant'; readonly parts: readonly AssistantPart[] }
  | { readonly role: 'tool'; readonly results: readonly ToolResult[] }

export type AssistantPart = TextPart | MediaPart | ReasoningPart | ToolCallPart

export interface TextPart {
  readonly type: 'text'
  readonly text: string
  /** A thought signature that came with this text. */
  readonly signature?: string | undefined
}

export interface ReasoningPart {
  readonly type: 'reasoning'
  readonly text: string
  readonly signature?: string | undefined
}

export interface MediaPart {
  readonly type: 'media'
  /** Absent when neither the client said nor the content or name shows it. */
  readonly mimeType?: string | undefined
  readonly source: MediaSource
  readonly filename?: string | undefined
  /** Path of this part in the client's request, for errors: `messages[0].content[1]`. */
  readonly at: string
}

export type MediaSource =
  /** Standard base64 with padding, no white space. */
  | { readonly type: 'base64'; readonly data: string }
  | { readonly type: 'url'; readonly url: string }
  /** A Google Files API name: `files/abc`. */
  | { readonly type: 'file'; readonly id: string }

export interface ToolCallPart {
  readonly type: 'tool-call'
  readonly id: string
  /** Set when the client sent none and `id` was made here: some backends must not see it. */
  readonly idMade?: boolean | undefined
  readonly name: string
  /** The arguments' JSON text exactly as the model wrote it; may be empty or broken. */
  readonly arguments: string
  readonly signature?: string | undefined
}

export interface ToolResult {
  readonly callId: string
  /** The function's name, found by the client face through `callId`. */
  readonly name: string
  readonly text: string
  readonly isError?: boolean | undefined
  readonly media: readonly MediaPart[]
}

export interface FunctionTool {
  readonly name: string
  readonly description?: string | undefined
  /** JSON Schema of the arguments; absent when the client gave none. */
  readonly schema?: Json | undefined
  readonly strict?: boolean | undefined
  /** Path of the tool in the client's request, for errors: `tools[0].function`. */
  readonly at: string
}

/** A tool that the vendor runs. */
export interface BuiltinTool {
  readonly type: 'web-search' | 'code-execution' | 'url-context'
  /** The client's own name of it, for reports of dropped fields: `web_search_options`. */
  readonly at: string
}

export type ToolChoice =
  | { readonly type: 'none' }
  /** With names: only these tools are offered. */
  | { readonly type: 'auto'; readonly names?: readonly string[] | undefined }
  /** A call must be made; with names: to one of these. */
  | { readonly type: 'required'; readonly names?: readonly string[] | undefined }

export type OutputFormat =
  | { readonly type: 'text' }
  | { readonly type: 'json' }
  | { readonly type: 'json-schema'; readonly schema: Json; readonly name?: string | undefined }

export const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const
export type Effort = (typeof efforts)[number]

/** How much to think; at most one of `effort`, `budgetTokens` is set. */
export interface Thinking {
  readonly effort?: Effort | undefined
  /** Tokens; 0 = off, -1 = the model decides. */
  readonly budgetTokens?: number | undefined
  /** The client wants to read the thoughts. */
  readonly includeThoughts?: boolean | undefined
}

export interface GoogleSettings {
  readonly safetySettings?: Json | undefined
  readonly cachedContent?: string | undefined
  /** Further generationConfig members that only Google knows (imageConfig, mediaResolution …). */
  readonly generationConfig?: JsonObject | undefined
}

/**
 * Scalar request fields that a backend face may drop or refuse. Each client face names them in its own words
 * (`reasoning_effort`, `generationConfig.thinkingConfig`), so reports and errors speak the client's language.
 */
export type RequestField =
  | 'cachedContent'
  | 'choices'
  | 'frequencyPenalty'
  | 'logprobs'
  | 'maxOutputTokens'
  | 'output'
  | 'presencePenalty'
  | 'safetySettings'
  | 'seed'
  | 'serviceTier'
  | 'stop'
  | 'temperature'
  | 'thinking'
  | 'toolChoice'
  | 'topK'
  | 'topP'
