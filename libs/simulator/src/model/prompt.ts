import type { Json, JsonObject } from '../json.ts'

export interface ToolSpec {
  readonly name: string
  readonly schema: Json | undefined
}

/** What the pretended model is told, whichever protocol told it. */
export interface Prompt {
  /** The last text of the user, scripts taken out. */
  readonly text: string
  /** The tools that may be called. */
  readonly tools: readonly ToolSpec[]
  readonly mustCall: boolean
  /** Results that came after the last user text, in order. */
  readonly results: readonly { readonly name: string; readonly result: string }[]
  /** How many turns of calls were made since the last user text. */
  readonly stepsDone: number
  readonly media: readonly { readonly mimeType: string; readonly bytes: number }[]
  /** A JSON answer is wanted, of this schema when there is one. */
  readonly json: { readonly schema: Json | undefined } | undefined
  readonly stops: readonly string[]
  readonly tokensMax: number | undefined
  readonly isThinkingAloud: boolean
  readonly tokens: number
}

export interface Call {
  readonly name: string
  readonly args: JsonObject
}

/** What it answers: pieces are the deltas of a stream, joined they are the whole. */
export interface Answer {
  readonly thoughts: readonly string[]
  readonly pieces: readonly string[]
  readonly calls: readonly Call[]
  readonly finish: 'stop' | 'length'
  readonly promptTokens: number
  readonly thoughtTokens: number
  readonly textTokens: number
}

const charsPerToken = 4

/** A rough count, which is all a simulator needs: it only has to be stable and to grow with the text. */
export const countTokens = (chars: number): number => Math.ceil(chars / charsPerToken)

export const charsOfTokens = (tokens: number): number => tokens * charsPerToken
