import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Framing, GatewayError } from '@sluice/protocol'
import { Heartbeat } from './heartbeat.ts'
import type { Output, Sink } from './sink.ts'

/** Between two writes that must not arrive in one read. */
const APART_MS = 25

export interface ReplyOptions {
  readonly response: ServerResponse
  readonly framing: Framing
  readonly sink: Sink
  readonly heartbeat: { readonly afterMs: number; readonly everyMs: number }
  /** Longest wait for a client that does not read, in milliseconds; 0 = for ever. */
  readonly stallMs: number
  readonly onHeartbeat: () => void
  /** The client left before the end. */
  readonly onGone: () => void
  /** A fault of ours in a timer, where nobody else would catch it. */
  readonly onFault: (error: unknown) => void
}

const contentTypes: Record<Framing, string> = {
  sse: 'text/event-stream; charset=utf-8',
  'json-array': 'application/json; charset=utf-8',
  whole: 'application/json; charset=utf-8',
}

/**
 * The client's side of one answer. Holds the status line back until there is something true to say: the answer, an
 * error with its own status, or, after a silence, the first heartbeat. Whole frames only, so a heartbeat never splits one.
 */
export class Reply {
  readonly #options: ReplyOptions
  readonly #response: ServerResponse
  readonly #heartbeat: Heartbeat
  readonly #headers: Record<string, string> = {}
  #ended = false
  #gone = false
  #drained: () => void = () => {}
  #stalled: NodeJS.Timeout | undefined

  constructor(options: ReplyOptions) {
    this.#options = options
    this.#response = options.response
    this.#heartbeat = new Heartbeat({ ...options.heartbeat, beat: () => this.#beat() })
    this.#response.on('drain', () => this.#onDrain())
    this.#response.once('close', () => this.#onClose())
    this.#response.on('error', () => {})
  }

  /** Where the answer is made. */
  get sink(): Sink {
    return this.#options.sink
  }

  /** The 200 is out: from now on an error can only be told inside the answer. */
  get committed(): boolean {
    return this.#response.headersSent
  }

  /** Adds headers for the answer; without effect once it is committed. */
  setHeaders(headers: Readonly<Record<string, string>>): void {
    Object.assign(this.#headers, headers)
  }

  /** Called when a client for which `write` said false has room again. */
  onDrain(drained: () => void): void {
    this.#drained = drained
  }

  /** Writes frames. False: the client has no room for more; `stallMs` without reading cut it off. */
  write(output: Output | undefined): boolean {
    if (output === undefined || this.#gone) return true
    this.#commit()
    this.#heartbeat.touch()
    if (this.#response.write(output)) return true
    this.#stalled ??= this.#stallTimer()
    return false
  }

  /** Ends a complete answer. An answer in one piece that was never committed is sent without one extra byte. */
  end(output: Output | undefined): void {
    if (!this.committed && output !== undefined) this.#headers['content-length'] = String(Buffer.byteLength(output))
    this.#commit()
    this.#finish(output)
  }

  /** Tells the client that the committed answer failed, as well as its protocol can; else cuts its connection. */
  async failLate(error: GatewayError): Promise<void> {
    this.#heartbeat.stop()
    if (this.#gone) return
    const failure = this.sink.fail(error)
    if (failure === undefined) {
      this.close()
      this.#response.destroy()
      return
    }
    const { writes, apart } = failure
    for (const text of writes.slice(0, -1)) {
      if (apart) await sleep(APART_MS)
      this.#response.write(text)
    }
    if (apart) await sleep(APART_MS)
    this.#finish(writes.at(-1))
  }

  /** No answer will be written here: stop the heartbeats. */
  close(): void {
    this.#ended = true
    this.#heartbeat.stop()
  }

  #onDrain(): void {
    if (this.#ended) return
    this.#takesAgain()
    this.#drained()
  }

  #onClose(): void {
    this.#heartbeat.stop()
    this.#takesAgain()
    this.#gone = true
    if (!this.#ended) this.#options.onGone()
  }

  #beat(): void {
    if (this.#response.writableNeedDrain || this.#response.closed) return
    try {
      this.#commit()
      this.#response.write(this.sink.heartbeat())
      this.#options.onHeartbeat()
    } catch (error) {
      this.#options.onFault(error)
    }
  }

  #commit(): void {
    if (this.#response.headersSent) return
    this.#response.writeHead(200, {
      'content-type': contentTypes[this.#options.framing],
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      ...this.#headers,
    })
  }

  /** Writes the last bytes. A client that does not take them would hold its socket for ever. */
  #finish(output: Output | undefined): void {
    this.close()
    this.#response.end(output)
    this.#stalled ??= this.#stallTimer()
  }

  #stallTimer(): NodeJS.Timeout | undefined {
    const { stallMs } = this.#options
    return stallMs > 0 ? setTimeout(() => this.#response.destroy(), stallMs) : undefined
  }

  #takesAgain(): void {
    clearTimeout(this.#stalled)
    this.#stalled = undefined
  }
}
