import { MARK } from './script.ts'

/** The formats that the mock speaks: Gemini's array is what it sends to those who do not ask for SSE. */
export type StreamFormat = 'openai-sse' | 'gemini-sse' | 'gemini-array'
export type Format = StreamFormat | 'openai-whole'

/** Bytes of one event, from `data:` to its empty line. */
const EVENT_BYTES = 235

interface Spelling {
  readonly contentType: string
  readonly event: (text: string) => string
  readonly last: (text: string) => string
  readonly begin: string
  readonly end: string
}

const openaiChunk = (text: string, finish: string) =>
  `data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1767225600,"model":"bench","choices":[{"index":0,"delta":{"content":"${text}"},"finish_reason":${finish}}]}\n\n`

const geminiChunk = (text: string, finish: string) =>
  `{"candidates":[{"content":{"parts":[{"text":"${text}"}],"role":"model"}${finish},"index":0}],"usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":8,"totalTokenCount":15},"modelVersion":"gemini"}`

const FINISH = ',"finishReason":"STOP"'
const EVENT_STREAM = 'text/event-stream; charset=utf-8'

const spellings: Readonly<Record<StreamFormat, Spelling>> = {
  'openai-sse': {
    contentType: EVENT_STREAM,
    event: (text) => openaiChunk(text, 'null'),
    last: (text) => openaiChunk(text, '"stop"'),
    begin: '',
    end: 'data: [DONE]\n\n',
  },
  'gemini-sse': {
    contentType: EVENT_STREAM,
    event: (text) => `data: ${geminiChunk(text, '')}\r\n\r\n`,
    last: (text) => `data: ${geminiChunk(text, FINISH)}\r\n\r\n`,
    begin: '',
    end: '',
  },
  'gemini-array': {
    contentType: 'application/json; charset=utf-8',
    event: (text) => `${geminiChunk(text, '')}\n,\r\n`,
    last: (text) => `${geminiChunk(text, FINISH)}\n`,
    begin: '[',
    end: ']',
  },
}

/** Words that fill an event up to its size. */
function textFor(event: (text: string) => string): string {
  const room = Math.max(EVENT_BYTES - event(MARK).length, 0)
  return MARK + ' the quick brown fox jumps over the lazy dog and on'.repeat(4).slice(0, room)
}

const asChunk = (data: string) => `${data.length.toString(16)}\r\n${data}\r\n`

/** The pieces of a streamed answer, ready to be written. */
export interface Pieces {
  /** The head and the first event. */
  readonly first: string
  readonly event: string
  readonly last: string
}

/** The pieces of a format's streams; every event is a chunk of its own, as vendors send them. */
export function piecesOf(format: StreamFormat): Pieces {
  const { contentType, event, last, begin, end } = spellings[format]
  const head = `HTTP/1.1 200 OK\r\nContent-Type: ${contentType}\r\nTransfer-Encoding: chunked\r\n\r\n`
  const one = event(textFor(event))
  return {
    first: head + asChunk(begin + one),
    event: asChunk(one),
    last: `${asChunk(last(textFor(last)))}${end === '' ? '' : asChunk(end)}0\r\n\r\n`,
  }
}

/** A whole streamed answer in one piece. */
export function burstOf(format: StreamFormat, events: number): Buffer {
  const { first, event, last } = piecesOf(format)
  return Buffer.from(first + event.repeat(events - 2) + last, 'latin1')
}

/** An OpenAI answer in one piece with as much text as a stream of so many events. */
export function wholeOf(events: number): Buffer {
  const text = textFor(spellings['openai-sse'].event)
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
