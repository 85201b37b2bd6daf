import type { Server, ServerResponse } from 'node:http'
import { Server as NetServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Lifecycle } from './lifecycle.ts'

export interface DrainOptions {
  /** How long running answers may go on. */
  readonly graceMs: number
  /**
   * How long an idle connection is left open for its client to close: a proxy may be about to use it, and a request on a
   * connection that is closed under it fails.
   */
  readonly idleMs: number
  /** Aborted when nothing can be waited for any longer. */
  readonly hurry?: AbortSignal
}

/** After the grace: how long clients have to take the error that ends their answer. */
const LAST_WORD_MS = 2_000
/** After the cut: how long requests have to come to their end in log and metrics. */
const RECORDS_MS = 500
const LOOK_EVERY_MS = 50

/** Knows the connections of a server, so that it can be left without cutting one. */
export class Drain {
  readonly #server: Server
  readonly #lifecycle: Lifecycle
  readonly #sockets = new Set<Socket>()
  #running = 0

  constructor(server: Server, lifecycle: Lifecycle) {
    this.#server = server
    this.#lifecycle = lifecycle
    server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
    })
    for (const event of ['request', 'checkContinue'] as const)
      server.prependListener(event, (_request, response: ServerResponse) => {
        this.#running++
        response.once('close', () => this.#running--)
      })
  }

  /**
   * Refuses new connections at once and lets the present ones end by themselves: each after its next answer, which says
   * `connection: close`. Resolves when the last one is gone; running answers are ended when the grace is over, and cut when
   * there is a hurry.
   */
  async run({ graceMs, idleMs, hurry }: DrainOptions): Promise<void> {
    this.#lifecycle.beginDrain()
    // Not `server.close()`: that would also close idle connections, under the hands of a proxy.
    NetServer.prototype.close.call(this.#server)
    const startedAt = performance.now()
    while (this.#sockets.size > 0) {
      const elapsedMs = performance.now() - startedAt
      if (elapsedMs >= graceMs || hurry?.aborted) break
      if (elapsedMs >= idleMs) this.#server.closeIdleConnections()
      await sleep(LOOK_EVERY_MS)
    }
    if (!hurry?.aborted) await this.#end(hurry)
    await this.#cut()
  }

  /** Tells what still runs that it must end, and waits until it has. */
  async #end(hurry: AbortSignal | undefined): Promise<void> {
    this.#lifecycle.endAll()
    await during(LAST_WORD_MS, () => this.#running > 0 && !hurry?.aborted)
  }

  /** Closes every connection, after whoever is on one was told why: it has not been left by its client. */
  async #cut(): Promise<void> {
    this.#lifecycle.cutAll()
    this.#server.closeAllConnections()
    await during(RECORDS_MS, () => this.#lifecycle.open > 0)
  }
}

/** Waits while something is so, for a bounded time. */
async function during(ms: number, isSo: () => boolean): Promise<void> {
  const startedAt = performance.now()
  while (isSo() && performance.now() - startedAt < ms) await sleep(LOOK_EVERY_MS)
}
