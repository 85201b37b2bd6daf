import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import type { HopAnswer } from './hop.ts'
import { BodyPipe } from './hop-body.ts'

interface HttpCallEvents {
  answered(answer: HopAnswer): void
  failed(error: unknown): void
}

/**
 * One call in undici's own callbacks: its `request` puts a Readable, and so a dozen ticks and promises, between the
 * socket and us for each chunk.
 */
export class HttpCall implements Dispatcher.DispatchHandler {
  readonly #events: HttpCallEvents
  readonly #signal: AbortSignal
  readonly #onAbort = () => this.#abort()
  #controller: Dispatcher.DispatchController | undefined
  #body: BodyPipe | undefined

  constructor(signal: AbortSignal, events: HttpCallEvents) {
    this.#signal = signal
    this.#events = events
    signal.addEventListener('abort', this.#onAbort)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    // The call may have been ended while it waited for a connection.
    if (this.#signal.aborted) this.#abort()
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return
    this.#body = new BodyPipe(controller)
    this.#events.answered({ status, headers, body: this.#body })
  }

  onResponseData(_controller: Dispatcher.DispatchController, bytes: Uint8Array): void {
    this.#body?.chunk(bytes)
  }

  onResponseEnd(): void {
    this.#signal.removeEventListener('abort', this.#onAbort)
    this.#body?.end()
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: unknown): void {
    this.#signal.removeEventListener('abort', this.#onAbort)
    if (this.#body) this.#body.fail(error)
    else this.#events.failed(error)
  }

  /** A call that waits for its connection has no controller yet; it ends when it gets one, its caller at once. */
  #abort(): void {
    const { reason } = this.#signal
    if (this.#controller) this.#controller.abort(reason)
    else this.#events.failed(reason)
  }
}
