import type { Ask } from './load/commands.ts'
import type { Manner } from './targets/target.ts'
import { modelOf, type Script } from './vendor/script.ts'

/** A question as a scenario wants it. */
export interface Question {
  readonly script: Script
  readonly promptBytes: number
}

const FILLER = 'Tell me again, and in other words, what the river said to the mill. '

/** The bytes of a question in the manner of a target, and what its answer must look like. */
export function askOf(
  { port, vendorPort }: { readonly port: number; readonly vendorPort: number },
  { dialect, end: ownEnd, whole = false, modelPrefix = '', headers = () => ({}) }: Manner,
  question: Question,
): Ask {
  const model = modelPrefix + modelOf(question.script)
  const prompt = FILLER.repeat(Math.ceil(question.promptBytes / FILLER.length)).slice(0, question.promptBytes)
  const { path, body, end } =
    dialect === 'openai'
      ? {
          path: '/v1/chat/completions',
          body: { model, ...(!whole && { stream: true }), messages: [{ role: 'user', content: prompt }] },
          end: whole ? '"finish_reason":"stop"' : 'data: [DONE]',
        }
      : {
          path: `/v1beta/models/${model}:streamGenerateContent?alt=sse`,
          body: { contents: [{ role: 'user', parts: [{ text: prompt }] }] },
          end: '"finishReason":"STOP"',
        }
  return {
    port,
    request: bytesOf(port, path, headers(vendorPort), JSON.stringify(body)),
    events: question.script.events,
    end: ownEnd ?? end,
  }
}

function bytesOf(port: number, path: string, headers: Readonly<Record<string, string>>, body: string): string {
  const all = {
    host: `127.0.0.1:${port}`,
    'content-type': 'application/json',
    'content-length': String(body.length),
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}
