import { createHash } from 'node:crypto'
import type { MediaPart, Signature, ToolCallPart, ToolResult } from '../src/canonical/blocks.ts'
import { GatewayError } from '../src/canonical/error.ts'
import type { FunctionTool, GenerationRequest, Message } from '../src/canonical/request.ts'
import type { PrepareOptions } from '../src/codec.ts'
import { geminiBackend } from '../src/gemini/backend/index.ts'
import { createNameOf } from '../src/gemini/client/field-names.ts'
import { Fields } from '../src/gemini/client/fields.ts'
import { createSources } from './translate-answer.ts'

export const third = 'gemini-3-flash-preview'
export const hi: Message = { role: 'user', parts: [{ type: 'text', text: 'hi' }] }
export const hiContent = { role: 'user', parts: [{ text: 'hi' }] }
const options: PrepareOptions = {
  sources: { ...createSources(), sha256: (text) => createHash('sha256').update(text).digest('hex') },
  nameOf: createNameOf(new Fields({}, '')),
  remedies: [],
  quirks: {},
}

export function encode(members: Partial<GenerationRequest>, changed: Partial<PrepareOptions> = {}) {
  const request: GenerationRequest = {
    model: 'gemini-2.5-flash',
    system: [],
    messages: [hi],
    tools: [],
    builtinTools: [],
    stop: [],
    output: { type: 'text' },
    ...members,
  }
  return geminiBackend.prepare(request, { ...options, ...changed })
}

export function contents(
  messages: readonly Message[],
  model = 'gemini-2.5-flash',
  changed: Partial<PrepareOptions> = {},
) {
  return encode({ model, messages }, changed).body.contents
}

export function refusal(members: Partial<GenerationRequest>): GatewayError {
  try {
    encode(members)
  } catch (error) {
    if (error instanceof GatewayError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

export function call(id: string, members: Partial<ToolCallPart> = {}): ToolCallPart {
  return { type: 'tool-call', id, name: 'f', arguments: '{}', ...members }
}

export function assistant(...parts: Extract<Message, { role: 'assistant' }>['parts']): Message {
  return { role: 'assistant', parts }
}

interface ResultMembers extends Partial<Omit<ToolResult, 'parts'>> {
  readonly text?: string
  readonly media?: readonly MediaPart[]
}

export function result(callId: string, { text = 'r', media = [], ...members }: ResultMembers = {}): ToolResult {
  return { callId, name: 'f', parts: [{ type: 'text', text }, ...media], ...members }
}

export function signature(text: string): Signature {
  return { protocol: 'gemini', text }
}

export function results(...items: ToolResult[]): Message {
  return { role: 'tool', results: items }
}

export function tool(name: string, members: Partial<FunctionTool> = {}): FunctionTool {
  return { type: 'function', name, at: `tools[${name}]`, ...members }
}
