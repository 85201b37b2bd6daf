import type OpenAI from 'openai'

/** The two tools of the tests. */
export const weather = {
  type: 'function' as const,
  function: {
    name: 'weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
}
export const clock = {
  type: 'function' as const,
  function: { name: 'clock', parameters: { type: 'object', properties: {} } },
}

/** The function calls of a message. */
export function callsOf(message: OpenAI.ChatCompletionMessage | undefined) {
  return (message?.tool_calls ?? []).filter((call) => call.type === 'function')
}

/** The names that a message calls. */
export function namesOf(message: OpenAI.ChatCompletionMessage | undefined): string[] {
  return callsOf(message).map((call) => call.function.name)
}

const results: Readonly<Record<string, string>> = { weather: '21 degrees', clock: 'noon' }

/** The tools' answers to every call of a message. */
export function resultsFor(message: OpenAI.ChatCompletionMessage | undefined): OpenAI.ChatCompletionToolMessageParam[] {
  return callsOf(message).map((call) => ({
    role: 'tool',
    tool_call_id: call.id,
    content: results[call.function.name] ?? '',
  }))
}

/** A tool that the SDK runs by itself. */
export function runnable(tool: typeof weather | typeof clock, run: () => string) {
  return { type: 'function' as const, function: { ...tool.function, description: '', function: run } }
}
