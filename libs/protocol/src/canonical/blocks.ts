import type { JsonObject } from '../json/json.ts'
import type { Protocol } from '../protocol.ts'

/**
 * What a vendor signed a block with. Only a vendor of the same protocol can read it, so a backend sends its own
 * protocol's signatures and no other.
 */
export interface Signature {
  readonly protocol: Protocol
  readonly text: string
}

/** What only one protocol knows, in that protocol's own JSON. A backend reports the members of every other one. */
export type Extensions = Partial<Readonly<Record<Protocol, JsonObject>>>

/** The client wants everything up to here cached (Anthropic's `cache_control`, OpenAI's `prompt_cache_breakpoint`). */
export interface CacheMark {
  readonly ttl?: '5m' | '1h' | undefined
  /** Path of the mark in the client's request, for reports: `messages[0].content[0].cache_control`. */
  readonly at: string
}

export interface TextPart {
  readonly type: 'text'
  readonly text: string
  readonly signature?: Signature | undefined
  readonly cache?: CacheMark | undefined
}

/** A picture, sound or file, free of its place. */
export interface MediaContent {
  /** Absent when neither the client said nor the content or name shows it. */
  readonly mimeType?: string | undefined
  readonly source: MediaSource
  readonly filename?: string | undefined
}

export interface MediaPart extends MediaContent {
  readonly type: 'media'
  /** Image models of Gemini 3 sign the pictures they make. */
  readonly signature?: Signature | undefined
  readonly cache?: CacheMark | undefined
  /** Path of what names the content in the client's request, for errors: `messages[0].content[1].image_url.url`. */
  readonly at: string
}

export type MediaSource =
  /** Standard base64 with padding, no white space. */
  | { readonly type: 'base64'; readonly data: string }
  | { readonly type: 'url'; readonly url: string }
  /** A Google Files API name: `files/abc`. */
  | { readonly type: 'file'; readonly id: string }

/** A thought of an earlier turn. */
export interface ReasoningPart {
  readonly type: 'reasoning'
  readonly text: string
  readonly signature?: Signature | undefined
  /** Path of the thought in the client's request, for reports. */
  readonly at: string
}

/** A thought that its vendor gave encrypted (Anthropic's `redacted_thinking`): only that vendor can read it. */
export interface RedactedReasoningPart {
  readonly type: 'redacted-reasoning'
  readonly data: string
  readonly protocol: Protocol
  /** Path of the thought in the client's request, for reports. */
  readonly at: string
}

/** What the model said in place of an answer. */
export interface RefusalPart {
  readonly type: 'refusal'
  readonly text: string
}

export interface ToolCallPart {
  readonly type: 'tool-call'
  readonly id: string
  /** Set when the client sent none and `id` was made here: some backends must not see it. */
  readonly idMade?: boolean | undefined
  readonly name: string
  /** The tool set that the name belongs to (OpenAI Responses: one per MCP server). */
  readonly namespace?: string | undefined
  /** A call of a custom tool, whose `arguments` are plain text. */
  readonly custom?: true | undefined
  /** The arguments' JSON text exactly as the model wrote it; may be empty or broken. */
  readonly arguments: string
  /** Path of the arguments in the client's request, for reports. */
  readonly at?: string | undefined
  readonly signature?: Signature | undefined
  readonly cache?: CacheMark | undefined
}

export interface ToolResult {
  readonly callId: string
  /** The tool's name, found by the client face through `callId`. */
  readonly name: string
  readonly namespace?: string | undefined
  /** In the client's order. */
  readonly parts: readonly (TextPart | MediaPart)[]
  readonly isError?: boolean | undefined
  readonly cache?: CacheMark | undefined
}

export type UserPart = TextPart | MediaPart

export type AssistantPart = TextPart | MediaPart | ReasoningPart | RedactedReasoningPart | RefusalPart | ToolCallPart

/** Where a statement of the answer comes from. */
export interface Citation {
  readonly url?: string | undefined
  readonly title?: string | undefined
  /** The words of the source. */
  readonly quote?: string | undefined
  /** The statement's place in the choice's visible text, in UTF-16 code units; the end is exclusive. */
  readonly start?: number | undefined
  readonly end?: number | undefined
}

/** A token that the model might have said, and how likely it was. */
export interface TokenChance {
  readonly token: string
  /** Natural logarithm. */
  readonly logprob: number
}

/** A token of the answer, with the likeliest ones at its place. */
export interface TokenLogprob extends TokenChance {
  readonly top: readonly TokenChance[]
}

/** The texts of some parts, put together. */
export function textOf(parts: readonly { readonly type: string }[], separator = ''): string {
  return parts
    .filter(isText)
    .map(({ text }) => text)
    .join(separator)
}

function isText(part: { readonly type: string }): part is TextPart {
  return part.type === 'text'
}
