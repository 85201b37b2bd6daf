import { isObject, type Json, type JsonObject } from '../json.ts'
import { refuse } from './error.ts'
import type { ChatRequest } from './request.ts'

type Kind = 'a string' | 'a boolean' | 'an integer' | 'a decimal' | 'an object' | 'an array of objects'

interface Parameter {
  readonly kind: Kind
  readonly min?: number
  readonly max?: number
}

/** The typed parameters of a chat completion; the others may have any value. */
const parameters: Readonly<Record<string, Parameter>> = {
  model: { kind: 'a string' },
  messages: { kind: 'an array of objects' },
  tools: { kind: 'an array of objects' },
  stream: { kind: 'a boolean' },
  logprobs: { kind: 'a boolean' },
  store: { kind: 'a boolean' },
  parallel_tool_calls: { kind: 'a boolean' },
  temperature: { kind: 'a decimal', min: 0, max: 2 },
  top_p: { kind: 'a decimal', min: 0, max: 1 },
  presence_penalty: { kind: 'a decimal', min: -2, max: 2 },
  frequency_penalty: { kind: 'a decimal', min: -2, max: 2 },
  n: { kind: 'an integer', min: 1, max: 128 },
  max_tokens: { kind: 'an integer', min: 1 },
  max_completion_tokens: { kind: 'an integer', min: 1 },
  top_logprobs: { kind: 'an integer', min: 0, max: 20 },
  seed: { kind: 'an integer' },
  stream_options: { kind: 'an object' },
  response_format: { kind: 'an object' },
  logit_bias: { kind: 'an object' },
  metadata: { kind: 'an object' },
  user: { kind: 'a string' },
  reasoning_effort: { kind: 'a string' },
}

const accepts: Record<Kind, (value: Json) => boolean> = {
  'a string': (value) => typeof value === 'string',
  'a boolean': (value) => typeof value === 'boolean',
  'an integer': (value) => Number.isInteger(value),
  'a decimal': (value) => typeof value === 'number',
  'an object': isObject,
  'an array of objects': (value) => Array.isArray(value) && value.every(isObject),
}

/** Checks the types the rest of the simulator relies on. Throws an OpenAIRefusal. */
export function readChatRequest(value: Json | undefined): ChatRequest {
  if (value === undefined || !isObject(value)) {
    throw refuse('We could not parse the JSON body of your request. The OpenAI API expects a JSON payload.', 'body')
  }
  if (value.model === undefined) throw refuse('you must provide a model parameter', 'model')
  if (value.messages === undefined) throw missing('messages')
  for (const [name, parameter] of Object.entries(parameters)) {
    const given = value[name]
    if (given !== undefined && given !== null) checkParameter(given, name, parameter)
  }
  for (const [at, message] of objectsOf(value.messages).entries()) checkMessage(message, `messages[${at}]`)
  for (const [at, tool] of objectsOf(value.tools).entries()) checkTool(tool, `tools[${at}]`)
  const checked: unknown = value
  // Every member that ChatRequest names has just been checked.
  return checked as ChatRequest
}

function checkParameter(value: Json, name: string, { kind, min, max }: Parameter): void {
  if (!accepts[kind](value)) throw wrongType(value, name, kind)
  const number = kind === 'an integer' ? 'integer' : 'decimal'
  if (min !== undefined && Number(value) < min) {
    const wording = `${number} below minimum value. Expected a value >= ${min}, but got ${value} instead.`
    throw refuse(`Invalid '${name}': ${wording}`, name, `${number}_below_min_value`)
  }
  if (max !== undefined && Number(value) > max) {
    const wording = `${number} above maximum value. Expected a value <= ${max}, but got ${value} instead.`
    throw refuse(`Invalid '${name}': ${wording}`, name, `${number}_above_max_value`)
  }
}

function checkMessage(message: JsonObject, path: string): void {
  if (message.role === undefined) throw missing(`${path}.role`)
  const { content } = message
  const isParts = Array.isArray(content) && content.every(isObject)
  if (content !== undefined && content !== null && typeof content !== 'string' && !isParts) {
    throw wrongType(content, `${path}.content`, 'a string', 'one of a string or array of objects')
  }
  for (const [at, call] of objectsOf(message.tool_calls).entries()) {
    const { function: called } = call
    if (!isObject(called)) throw missing(`${path}.tool_calls[${at}].function`)
    for (const name of ['name', 'arguments']) {
      const member = called[name]
      if (member === undefined) throw missing(`${path}.tool_calls[${at}].function.${name}`)
      if (typeof member !== 'string') throw wrongType(member, `${path}.tool_calls[${at}].function.${name}`, 'a string')
    }
  }
}

function checkTool(tool: JsonObject, path: string): void {
  if (tool.type === 'function' && !isObject(tool.function)) throw missing(`${path}.function`)
  if (isObject(tool.function) && tool.function.name === undefined) throw missing(`${path}.function.name`)
}

const objectsOf = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : [])

const missing = (path: string) => refuse(`Missing required parameter: '${path}'.`, path, 'missing_required_parameter')

const wrongType = (value: Json, path: string, kind: Kind, wording: string = kind) =>
  refuse(`Invalid type for '${path}': expected ${wording}, but got ${nameOf(value)} instead.`, path, 'invalid_type')

function nameOf(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal number'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
