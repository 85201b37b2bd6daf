import type { Json, JsonObject } from '../../src/index.ts'

/** The shared shapes of the cases; data only, never changed by a test. */

export const user: JsonObject = { role: 'user', content: 'hi' }
export const userContent: JsonObject = { role: 'user', parts: [{ text: 'hi' }] }

/** What Gemini takes instead of a signature that the client lost. */
export const placeholder = 'skip_thought_signature_validator'

export const toolSchema: JsonObject = { type: 'object', properties: { a: { type: 'string' } } }
export const tool: JsonObject = openaiTool('f', toolSchema)
export const declaration: JsonObject = { functionDeclarations: [{ name: 'f', parametersJsonSchema: toolSchema }] }

export const png = 'iVBORw0KGgo='
export const pdf = 'JVBERg=='

export function openaiTool(name: string, parameters?: Json): JsonObject {
  return { type: 'function', function: parameters === undefined ? { name } : { name, parameters } }
}

export function toolCall(id: string, name: string, args: string): JsonObject {
  return { id, type: 'function', function: { name, arguments: args } }
}

export function functionCall(id: string, name: string, args: JsonObject): JsonObject {
  return { functionCall: { id, name, args } }
}

export function functionResponse(id: string, name: string, response: JsonObject): JsonObject {
  return { functionResponse: { id, name, response } }
}

export function toolMessage(id: string, content: Json): JsonObject {
  return { role: 'tool', tool_call_id: id, content }
}

export function callMessage(...calls: JsonObject[]): JsonObject {
  return { role: 'assistant', content: null, tool_calls: calls }
}

export function userParts(...parts: JsonObject[]): JsonObject {
  return { role: 'user', parts }
}

export function modelParts(...parts: JsonObject[]): JsonObject {
  return { role: 'model', parts }
}

/** A request whose only message has these parts. */
export function withParts(...content: JsonObject[]): JsonObject {
  return { messages: [{ role: 'user', content }] }
}
