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
}

/** After the grace: how long clients have to take the error that ends their answer. */
const LAST_WORD_MS = 2_000
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
   * `connection: close`. Resolves when the last one is gone; running answers are ended when the grace is over.
   */
  async run({ graceMs, idleMs }: DrainOptions): Promise<void> {
    this.#lifecycle.beginDrain()
    // Not `server.close()`: that would also close idle connections, under the hands of a proxy.
    NetServer.prototype.close.call(this.#server)
    const startedAt = performance.now()
    while (this.#sockets.size > 0) {
      const elapsedMs = performance.now() - startedAt
      if (elapsedMs >= graceMs) break
      if (elapsedMs >= idleMs) this.#server.closeIdleConnections()
      await sleep(LOOK_EVERY_MS)
    }
    await this.#end()
  }

  async #end(): Promise<void> {
    this.#lifecycle.endAll()
    const startedAt = performance.now()
    while (this.#running > 0 && performance.now() - startedAt < LAST_WORD_MS) await sleep(LOOK_EVERY_MS)
    this.#server.closeAllConnections()
  }
}
