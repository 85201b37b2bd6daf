import type { Json, JsonObject } from '../json.ts'

export interface ToolCall {
  readonly id: string
  readonly function: { readonly name: string; readonly arguments: string }
}

export interface Part {
  readonly type: string
  readonly text?: string
  readonly image_url?: { readonly url: string }
  readonly input_audio?: { readonly data: string; readonly format: string }
  readonly file?: JsonObject
}

export interface Message {
  readonly role: string
  readonly content?: string | readonly Part[] | null
  readonly tool_calls?: readonly ToolCall[] | null
  readonly tool_call_id?: string
}

export interface Tool {
  readonly type: string
  readonly function?: { readonly name: string; readonly parameters?: Json }
}

/** A chat completion request whose shape was checked (see shape.ts). */
export interface ChatRequest {
  readonly model: string
  readonly messages: readonly Message[]
  readonly stream?: boolean | null
  readonly stream_options?: { readonly include_usage?: boolean } | null
  readonly tools?: readonly Tool[] | null
  readonly tool_choice?: Json
  readonly parallel_tool_calls?: boolean | null
  readonly response_format?: { readonly type?: string; readonly json_schema?: { readonly schema?: Json } } | null
  readonly stop?: string | readonly string[] | null
  readonly max_tokens?: number | null
  readonly max_completion_tokens?: number | null
  readonly n?: number | null
}

/** The name a `tool_choice` asks for, in the named form. */
export function namedTool(choice: Json | undefined): string | undefined {
  if (typeof choice !== 'object' || choice === null || Array.isArray(choice)) return undefined
  const named = choice.function
  if (typeof named !== 'object' || named === null || Array.isArray(named)) return undefined
  return typeof named.name === 'string' ? named.name : undefined
}

export const textOf = (message: Message | undefined): string => {
  const content = message?.content ?? ''
  return typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('')
}
