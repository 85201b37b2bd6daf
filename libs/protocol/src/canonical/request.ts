import type { Json } from '../json/json.ts'
import type { Protocol } from '../protocol.ts'
import type { AssistantPart, CacheMark, Extensions, TextPart, ToolResult, UserPart } from './blocks.ts'

/** One generation, free of any protocol's spelling. Built by a client face, read by a backend face. */
export interface GenerationRequest {
  readonly model: string
  /** System and developer texts that stand before the first user turn, in order, empty ones left out. */
  readonly system: readonly SystemText[]
  readonly messages: readonly Message[]
  readonly tools: readonly Tool[]
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
  /** Google's are safetySettings, cachedContent and members of generationConfig, in Google's camelCase JSON. */
  readonly extensions?: Extensions | undefined
}

export interface SystemText {
  readonly text: string
  readonly cache?: CacheMark | undefined
}

export type Message =
  /** An instruction that means its place: behind the first user turn, where a client put it. Never empty. */
  | { readonly role: 'system'; readonly parts: readonly TextPart[] }
  | { readonly role: 'user'; readonly name?: SpeakerName | undefined; readonly parts: readonly UserPart[] }
  | { readonly role: 'assistant'; readonly name?: SpeakerName | undefined; readonly parts: readonly AssistantPart[] }
  | { readonly role: 'tool'; readonly results: readonly ToolResult[] }

/** Who of several users or agents speaks. */
export interface SpeakerName {
  readonly text: string
  /** Path of the name in the client's request, for reports: `messages[2].name`. */
  readonly at: string
}

export type Tool = FunctionTool | CustomTool

interface NamedTool {
  readonly name: string
  readonly description?: string | undefined
  /** The tool set that the name belongs to (OpenAI Responses: one per MCP server). */
  readonly namespace?: string | undefined
  readonly cache?: CacheMark | undefined
  /** Path of the tool in the client's request, for errors: `tools[0].function`. */
  readonly at: string
}

export interface FunctionTool extends NamedTool {
  readonly type: 'function'
  /** JSON Schema of the arguments; absent when the client gave none. */
  readonly schema?: Json | undefined
  readonly strict?: boolean | undefined
}

/** A tool that takes plain text, not JSON (OpenAI). */
export interface CustomTool extends NamedTool {
  readonly type: 'custom'
  readonly format?: CustomFormat | undefined
}

/** What the text may be; absent: anything. */
export interface CustomFormat {
  readonly syntax: 'lark' | 'regex'
  readonly definition: string
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

/**
 * Request fields that a backend face may drop or refuse. `DecodedRequest.nameOf` says them in the words that the client
 * used (`max_completion_tokens`, `generationConfig.thinkingConfig`), so reports and errors speak the client's language.
 */
export type RequestField = ScalarField | ExtensionField

/** A member of `GenerationRequest.extensions`: `extensions.gemini.safetySettings`. */
export type ExtensionField = `extensions.${Protocol}.${string}`

export type ScalarField =
  | 'choices'
  | 'frequencyPenalty'
  | 'logprobs'
  | 'maxOutputTokens'
  | 'output'
  | 'parallelToolCalls'
  | 'presencePenalty'
  | 'seed'
  | 'serviceTier'
  | 'stop'
  | 'temperature'
  | 'thinking'
  | 'toolChoice'
  | 'topK'
  | 'topP'
