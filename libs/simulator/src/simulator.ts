import type { IncomingHttpHeaders } from 'node:http'

export interface SimulatorOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number
  readonly host?: string
  /** One of these must be sent; without any, every caller passes. */
  readonly apiKey?: string | readonly string[]
  /** Refuse what the real API refuses. On by default. */
  readonly strict?: boolean
  /** Names that exist besides the ones of the list. */
  readonly models?: readonly string[]
  /** How long an idle connection is kept, in milliseconds; 0 answers every request with `connection: close`. */
  readonly keepAliveMs?: number
  /** Off for benchmarks: requests are counted, not kept. */
  readonly record?: boolean
}

/** `complete`: all was sent; `cut`: the script cut it; `client-closed`: the peer left first; `open`: still going. */
export type Outcome = 'open' | 'complete' | 'cut' | 'client-closed'

/** One request, kept from the moment its body had arrived; the members after `body` change while it is answered. */
export interface RecordedRequest {
  /** From 1, in order of arrival. */
  readonly number: number
  /** Requests with the same number came over the same connection. */
  readonly connection: number
  readonly method: string
  /** As sent, with the query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
  status: number
  outcome: Outcome
  bytesSent: number
  eventsSent: number
  /** On the clock of `performance.now()`. */
  readonly arrivedAtMs: number
  endedAtMs: number | undefined
}

/** `request`: arrived; `head`: status sent; `event`: one or more events sent; `end`: the outcome is known. */
export type Signal = 'request' | 'head' | 'event' | 'end' | 'connection-open' | 'connection-closed'

export interface Simulator {
  /** Without a trailing slash: `http://127.0.0.1:41234`. */
  readonly url: string
  readonly port: number
  readonly requests: readonly RecordedRequest[]
  openConnections(): number
  openResponses(): number
  /** Calls back at each signal until the returned function is called. Connection signals carry no request. */
  on(signal: Signal, listener: (request: RecordedRequest | undefined) => void): () => void
  /**
   * The first truthy value of `find`, which is asked now and after every signal.
   * Rejects after `timeoutMs` (5 s by default) with the state of every request.
   */
  waitFor<T>(
    find: (requests: readonly RecordedRequest[]) => T | undefined | null | false,
    timeoutMs?: number,
  ): Promise<T>
  /** Stops listening and destroys every connection. */
  close(): Promise<void>
}
