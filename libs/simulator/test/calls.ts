import { createGeminiSimulator, createOpenAISimulator } from '../src/index.ts'
import type { Simulator, SimulatorOptions } from '../src/simulator.ts'

export type Kind = 'gemini' | 'openai'

export const create: Record<Kind, (options?: SimulatorOptions) => Promise<Simulator>> = {
  gemini: createGeminiSimulator,
  openai: createOpenAISimulator,
}

/** A user's text as each protocol sends it: the path below the base URL, and the body. */
export function say(kind: Kind, text: string, { stream = true, model = '' } = {}): [path: string, body: object] {
  if (kind === 'openai') {
    return ['/v1/chat/completions', { model: model || 'gpt-4o', stream, messages: [{ role: 'user', content: text }] }]
  }
  const verb = stream ? 'streamGenerateContent?alt=sse' : 'generateContent'
  return [`/v1beta/models/${model || 'gemini-2.5-flash'}:${verb}`, { contents: [{ role: 'user', parts: [{ text }] }] }]
}

export const post = (
  simulator: Simulator,
  [path, body]: readonly [path: string, body: object],
  init: RequestInit = {},
): Promise<Response> =>
  fetch(simulator.url + path, {
    method: 'POST',
    body: JSON.stringify(body),
    redirect: 'manual',
    ...init,
    headers: { 'content-type': 'application/json', ...init.headers },
  })

/** The data of every SSE message, parsed save for the terminal one. */
export function eventsOf(sse: string): unknown[] {
  return sse
    .split(/\r\n\r\n|\n\n/)
    .filter((message) => message.startsWith('data: '))
    .map((message) => message.slice('data: '.length))
    .map((data) => (data === '[DONE]' ? data : JSON.parse(data)))
}

/** Everything the answer says, from the events of either protocol. */
export const saidIn = (sse: string): string =>
  eventsOf(sse)
    .map((event) => {
      const { candidates, choices } = event as {
        candidates?: { content?: { parts?: { text?: string }[] } }[]
        choices?: { delta: { content?: string | null } }[]
      }
      const parts = candidates?.[0]?.content?.parts ?? []
      return choices?.[0]?.delta.content ?? parts.map(({ text = '' }) => text).join('')
    })
    .join('')
