/** One thing done to the socket. `events` is how many events are complete once the bytes are out. */
export type Step =
  | { readonly do: 'send'; readonly bytes: Buffer; readonly events: number }
  | { readonly do: 'wait'; readonly ms: number }
  /** The proper end; with `strayAfterMs` a second response that nobody asked for follows on the same connection. */
  | { readonly do: 'end'; readonly strayAfterMs?: number }
  /** Until the peer closes. */
  | { readonly do: 'hang' }
  /** FIN, without the end of the body. */
  | { readonly do: 'cut' }
  | { readonly do: 'reset' }

/** Everything that goes over the wire for one request. Without a head the steps happen to a silent socket. */
export interface Reply {
  readonly headAfterMs: number
  readonly head: { readonly status: number; readonly headers: Readonly<Record<string, string>> } | undefined
  readonly steps: readonly Step[]
  /** Sends 100 and 103 before the head. */
  readonly isHinting?: boolean
}

export const jsonType = 'application/json; charset=UTF-8'

/** A whole answer with its length. */
export function wholeReply(
  status: number,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  return {
    headAfterMs: 0,
    head: { status, headers: { 'content-type': jsonType, 'content-length': String(bytes.length), ...headers } },
    steps: [{ do: 'send', bytes, events: 1 }, { do: 'end' }],
  }
}

export const jsonReply = (value: object, status = 200): Reply => wholeReply(status, JSON.stringify(value))
