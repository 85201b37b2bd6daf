/** What becomes of the bytes of a row. */
export interface End {
  /** The statuses of its answers, in order. */
  readonly answers: readonly number[]
  /** How many of its requests reach the vendor. */
  readonly asked: number
  readonly connection: 'kept' | 'closed'
}

/** Exact bytes of one connection, with the stored expectation of what the product makes of them. */
export interface Row {
  readonly name: string
  /** The bytes; the marker tells this row's requests from all others, at the vendor too. */
  readonly bytes: (marker: string) => string
  readonly gateway: End
  /** Where nginx is in front. */
  readonly nginx: End
  /** What the client does once its bytes are out; without it, it waits for its answers. */
  readonly after?: 'half-close' | 'leave'
}

/** A row; nginx in front makes no difference unless it is said. */
export const row = (name: string, bytes: Row['bytes'], gateway: End, nginx: End = gateway): Row => ({
  name,
  bytes,
  gateway,
  nginx,
})

/** Refused without a look at it, and the connection ended: whoever sent it may think otherwise of where it ends. */
export const cut = (...answers: readonly number[]): End => ({ answers, asked: 0, connection: 'closed' })
/** Answered by the service itself, and the next request is welcome. */
export const answered = (...answers: readonly number[]): End => ({ answers, asked: 0, connection: 'kept' })
/** Served by the vendor. */
export const served: End = { answers: [200], asked: 1, connection: 'kept' }
/** Served by the vendor, and the connection ended as asked for. */
export const servedOnce: End = { ...served, connection: 'closed' }

export const KEY = 'client-key-of-the-corpus'
/** No header with this in its value may reach a vendor. */
export const CANARY = 'canary-header'

export const host = 'host: localhost'
export const key = `authorization: Bearer ${KEY}`
export const json = 'content-type: application/json'

export const CHAT = '/v1/chat/completions'
export const FORWARDED = '/v1/embeddings'

/** A head of exactly these lines. */
export const head = (...lines: readonly string[]) => [...lines, '', ''].join('\r\n')
/** Body of a chat call. */
export const chat = (marker: string) => `{"model":"sim","messages":[{"role":"user","content":"${marker}"}]}`
/** Its length: markers are equally long, `row-000`. */
export const SIZE = chat('row-000').length
export const HEX = SIZE.toString(16)
/** Body of a call that is handed on unread. */
export const embedding = (marker: string) => `{"model":"m","input":"${marker}"}`

interface Wanted {
  readonly line?: string
  readonly headers?: readonly string[]
  readonly body?: string
}

/** A chat call that is well-formed but for what the row changes. */
export function call(
  marker: string,
  { line = `POST ${CHAT} HTTP/1.1`, headers = [], body = chat(marker) }: Wanted = {},
) {
  return head(line, host, key, json, ...headers, `content-length: ${Buffer.byteLength(body, 'latin1')}`) + body
}

/** A chat call whose framing the row writes itself. */
export function framed(marker: string, headers: readonly string[], body: string) {
  return head(`POST ${CHAT} HTTP/1.1`, host, key, json, `x-request-id: ${marker}`, ...headers) + body
}

/** One chunk of exactly this text; `size` as the row wants it written. */
export const chunk = (text: string, size = text.length.toString(16)) => `${size}\r\n${text}\r\n`

/** A request that must stay a part of another one's body, or never be read at all. */
export const smuggled = (marker: string) => call(marker, { headers: [`x-smuggled: ${CANARY}`] })
