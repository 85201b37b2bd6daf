import { MARK } from './script.ts'

/** The formats that the mock speaks. */
export type Format = 'openai-stream' | 'openai-whole' | 'gemini-stream'

/** Bytes of one event, from `data:` to its empty line. */
export const EVENT_BYTES = 235

interface StreamFormat {
  readonly event: (text: string) => string
  readonly last: (text: string) => string
  readonly end: string
}

const chunk = (text: string, finish: string) =>
  `data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1767225600,"model":"bench","choices":[{"index":0,"delta":{"content":"${text}"},"finish_reason":${finish}}]}\n\n`

const candidate = (text: string, finish: string) =>
  `data: {"candidates":[{"content":{"parts":[{"text":"${text}"}],"role":"model"}${finish},"index":0}],"usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":8,"totalTokenCount":15},"modelVersion":"gemini-bench"}\n\n`

const streams: Readonly<Record<'openai-stream' | 'gemini-stream', StreamFormat>> = {
  'openai-stream': {
    event: (text) => chunk(text, 'null'),
    last: (text) => chunk(text, '"stop"'),
    end: 'data: [DONE]\n\n',
  },
  'gemini-stream': {
    event: (text) => candidate(text, ''),
    last: (text) => candidate(text, ',"finishReason":"STOP"'),
    end: '',
  },
}

/** Words that fill an event up to its size. */
function textFor(event: (text: string) => string): string {
  const room = Math.max(EVENT_BYTES - event(MARK).length, 0)
  return MARK + ' the quick brown fox jumps over the lazy dog and on'.repeat(4).slice(0, room)
}

const asChunk = (data: string) => `${data.length.toString(16)}\r\n${data}\r\n`

const STREAM_HEAD =
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n'

/** The pieces of a streamed answer, ready to be written. */
export interface Pieces {
  readonly head: string
  readonly event: string
  readonly last: string
}

/** The pieces of a format's streams; every event is a chunk of its own, as vendors send them. */
export function piecesOf(format: 'openai-stream' | 'gemini-stream'): Pieces {
  const { event, last, end } = streams[format]
  const terminator = `${end === '' ? '' : asChunk(end)}0\r\n\r\n`
  return { head: STREAM_HEAD, event: asChunk(event(textFor(event))), last: asChunk(last(textFor(last))) + terminator }
}

/** A whole streamed answer in one piece. */
export function burstOf(format: 'openai-stream' | 'gemini-stream', events: number): Buffer {
  const { head, event, last } = piecesOf(format)
  return Buffer.from(head + event.repeat(events - 1) + last, 'latin1')
}

/** An OpenAI answer in one piece with as much text as a stream of so many events. */
export function wholeOf(events: number): Buffer {
  const text = textFor(streams['openai-stream'].event)
  const body = JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion',
    created: 1_767_225_600,
    model: 'bench',
    choices: [{ index: 0, message: { role: 'assistant', content: text.repeat(events) }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 7, completion_tokens: 8, total_tokens: 15 },
  })
  const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`
  return Buffer.from(head + body, 'latin1')
}
