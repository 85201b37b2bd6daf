import { EventEmitter } from 'node:events'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Outcome, RecordedRequest, Signal, Simulator } from './simulator.ts'

const defaults = { waitMs: 5_000 }
const limits = { recordedRequestsMax: 10_000, listenersMax: 1_000 }

/** What happened so far, and who wants to hear of it. */
export class Recorder {
  readonly requests: RecordedRequest[] = []
  readonly #emitter = new EventEmitter().setMaxListeners(limits.listenersMax)
  readonly #connections = new Map<Socket, number>()
  readonly #isKeeping: boolean
  #connectionCount = 0
  #requestCount = 0
  #openResponses = 0

  constructor(isKeeping: boolean) {
    this.#isKeeping = isKeeping
  }

  connect(socket: Socket): void {
    socket.setNoDelay(true)
    this.#connections.set(socket, ++this.#connectionCount)
    this.signal('connection-open')
    socket.once('close', () => {
      this.#connections.delete(socket)
      this.signal('connection-closed')
    })
  }

  begin(incoming: IncomingMessage, body: Buffer): RecordedRequest {
    const request: RecordedRequest = {
      number: ++this.#requestCount,
      connection: this.#connections.get(incoming.socket) ?? 0,
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: incoming.headers,
      rawHeaders: incoming.rawHeaders,
      body,
      status: 0,
      outcome: 'open',
      bytesSent: 0,
      eventsSent: 0,
      arrivedAtMs: performance.now(),
      endedAtMs: undefined,
    }
    this.#openResponses++
    if (this.#isKeeping) this.requests.push(request)
    if (this.requests.length > limits.recordedRequestsMax) this.requests.shift()
    this.signal('request', request)
    return request
  }

  end(request: RecordedRequest, outcome: Outcome): void {
    request.outcome = outcome
    request.endedAtMs = performance.now()
    this.#openResponses--
    this.signal('end', request)
  }

  signal(name: Signal, request?: RecordedRequest): void {
    this.#emitter.emit(name, request)
    this.#emitter.emit('any')
  }

  simulator(server: Server, host: string): Simulator {
    const { port } = server.address() as AddressInfo
    return {
      url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
      port,
      requests: this.requests,
      openConnections: () => this.#connections.size,
      openResponses: () => this.#openResponses,
      on: (signal, listener) => {
        this.#emitter.on(signal, listener)
        return () => this.#emitter.off(signal, listener)
      },
      waitFor: (find, timeoutMs = defaults.waitMs) => this.#waitFor(find, timeoutMs),
      close: () =>
        new Promise((resolve) => {
          server.close(() => resolve())
          server.closeAllConnections()
        }),
    }
  }

  #waitFor<T>(find: (requests: readonly RecordedRequest[]) => T | undefined | null | false, timeoutMs: number) {
    return new Promise<T>((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer)
        this.#emitter.off('any', look)
      }
      const look = () => {
        const found = find(this.requests)
        if (!found) return
        stop()
        resolve(found)
      }
      const timer = setTimeout(() => {
        stop()
        const seen = this.requests.map(({ number, path, outcome, eventsSent }) => ({
          number,
          path,
          outcome,
          eventsSent,
        }))
        reject(new Error(`nothing found within ${timeoutMs} ms in ${JSON.stringify(seen)}`))
      }, timeoutMs)
      this.#emitter.on('any', look)
      look()
    })
  }
}
