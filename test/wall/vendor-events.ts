/** What a scripted vendor says: events of both protocols that make up the same answer. */
export const answerText = 'Hello from a vendor of bytes.'

type Protocol = 'openai' | 'gemini'

const chunk = (delta: object, finish: string | null): string =>
  `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'sim', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`

const candidate = (text: string, more: object): string =>
  `data: ${JSON.stringify({ candidates: [{ index: 0, content: { role: 'model', parts: [{ text }] }, ...more }] })}\n\n`

export const DONE = 'data: [DONE]\n\n'

/** The events of two pieces of text, ended as each protocol ends it. */
export function eventsSaying(first: string, second: string): Readonly<Record<Protocol, readonly string[]>> {
  return {
    openai: [chunk({ content: first }, null), chunk({ content: second }, null), chunk({}, 'stop'), DONE],
    gemini: [candidate(first, {}), candidate(second, { finishReason: 'STOP' })],
  }
}

export const eventsOf = eventsSaying(answerText.slice(0, 6), answerText.slice(6))

/** The same answer with a count of tokens, written as it stands. */
export function eventsWithUsage(usage: string): Readonly<Record<Protocol, readonly string[]>> {
  const [openaiText, geminiText] = [eventsOf.openai.slice(0, 3), eventsOf.gemini]
  const { openai, gemini } = usageNames
  return {
    openai: [
      ...openaiText,
      `data: {"id":"x","object":"chat.completion.chunk","created":1,"model":"sim","choices":[],"usage":${all(openai, usage)}}\n\n`,
      DONE,
    ],
    gemini: geminiText.map((event) => event.replace(/\}\n\n$/, `,"usageMetadata":${all(gemini, usage)}}\n\n`)),
  }
}

const usageNames = {
  openai: ['prompt_tokens', 'completion_tokens', 'total_tokens'],
  gemini: ['promptTokenCount', 'candidatesTokenCount', 'totalTokenCount'],
}

const all = (names: readonly string[], value: string) => `{${names.map((name) => `"${name}":${value}`).join(',')}}`

const crlf = '\r\n'

/** The head of an event stream whose body is chunked. */
export function streamHead(...headers: readonly string[]): string {
  return ['HTTP/1.1 200 OK', 'content-type: text/event-stream', 'transfer-encoding: chunked', ...headers, '', ''].join(
    crlf,
  )
}

/** One chunk of a chunked body. */
export function framed(text: string): string {
  return text === '' ? '' : `${Buffer.byteLength(text).toString(16)}${crlf}${text}${crlf}`
}

export const lastChunk = `0${crlf}${crlf}`

/** A whole event stream, the pieces of its body in a chunk each. */
export function streamOf(pieces: readonly string[], ...headers: readonly string[]): readonly string[] {
  return [streamHead(...headers), ...pieces.map(framed), lastChunk]
}
