import { Agent, type IncomingHttpHeaders, request } from 'node:http'

export type Dialect = 'openai' | 'gemini'

export interface Piece {
  readonly text: string
  /** Milliseconds after the request was sent. */
  readonly atMs: number
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly pieces: readonly Piece[]
  /** Whether the body ended as HTTP says that bodies end. */
  readonly complete: boolean
  readonly ms: number
}

export interface Call {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly agent?: Agent
}

const CALL_TIMEOUT_MS = 60_000
/** Every call on a connection of its own, unless it brings its agent. */
const fresh = new Agent({ keepAlive: false })

/** A kept-alive connection was closed as a request went out on it: nothing says that anybody has seen the request. */
export class ConnectionClosed extends Error {}

/** One HTTP call with the times of its pieces; the path goes out as it is. Rejects when there is no answer at all. */
export function call(url: string, { method = 'GET', headers = {}, body, agent = fresh }: Call = {}): Promise<Answer> {
  const startedAt = performance.now()
  return new Promise((resolve, reject) => {
    const { origin } = new URL(url)
    const path = url.slice(origin.length)
    const outgoing = request(origin, { path, method, headers, agent, timeout: CALL_TIMEOUT_MS }, (response) => {
      const pieces: Piece[] = []
      response.setEncoding('utf8')
      response.on('data', (text: string) => pieces.push({ text, atMs: performance.now() - startedAt }))
      response.on('error', () => undefined)
      response.once('close', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: pieces.map(({ text }) => text).join(''),
          pieces,
          complete: response.complete,
          ms: performance.now() - startedAt,
        }),
      )
    })
    outgoing.once('timeout', () => outgoing.destroy(new Error(`no answer within ${CALL_TIMEOUT_MS} ms`)))
    outgoing.once('error', (error) => reject(outgoing.reusedSocket ? new ConnectionClosed(error.message) : error))
    outgoing.end(body)
  })
}

export interface Chat {
  readonly dialect: Dialect
  readonly stream: boolean
  readonly model?: string
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly query?: string
  readonly agent?: Agent
}

/** Asks for one answer. */
export function chat(baseUrl: string, options: Chat): Promise<Answer> {
  const { dialect, stream, text = 'hi', query = '', agent } = options
  const { model = dialect === 'openai' ? 'gpt-4o' : 'gemini-2.5-flash' } = options
  const verb = stream ? 'streamGenerateContent?alt=sse&' : 'generateContent?'
  const url =
    dialect === 'openai'
      ? `${baseUrl}/v1/chat/completions?${query}`
      : `${baseUrl}/v1beta/models/${model}:${verb}${query}`
  const body =
    dialect === 'openai'
      ? { model, stream, messages: [{ role: 'user', content: text }] }
      : { contents: [{ role: 'user', parts: [{ text }] }] }
  const headers = { 'content-type': 'application/json', ...options.headers }
  return call(url, { method: 'POST', headers, body: JSON.stringify(body), ...(agent && { agent }) })
}

/** Whether an answer is there to its end, in its dialect. */
export function isWhole(
  { status, body, complete }: Answer,
  { dialect, stream }: Pick<Chat, 'dialect' | 'stream'>,
): boolean {
  if (status !== 200 || !complete) return false
  if (!stream) return JSON.parse(body).error === undefined
  return dialect === 'openai' ? body.trimEnd().endsWith('data: [DONE]') : /"finishReason":"STOP"/.test(body)
}
