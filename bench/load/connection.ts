import { connect, type Socket } from 'node:net'
import { AnswerReader } from './answer-reader.ts'
import type { Ask } from './commands.ts'

/** What a connection tells its owner. */
export interface Listener {
  /** At least one event came. */
  events?(connection: Connection, events: number): void
  /** The answer is complete and checked. */
  answered?(connection: Connection): void
  /** The answer is wrong, or the connection ended within it. */
  failed(error: Error): void
}

/** Every read is looked at before the next one, so one buffer does for all connections. */
const readBuffer = Buffer.allocUnsafe(256 * 1024)

/** One keep-alive connection of the load: asks one prepared question, again and again. */
export class Connection {
  readonly #ask: Ask
  readonly #bytes: Buffer
  readonly #listener: Listener
  readonly #reader: AnswerReader
  readonly #socket: Socket
  #busy = false

  constructor(ask: Ask, listener: Listener) {
    this.#ask = ask
    this.#bytes = Buffer.from(ask.request, 'latin1')
    this.#listener = listener
    this.#reader = new AnswerReader(ask)
    const callback = (length: number) => {
      this.#read(readBuffer.subarray(0, length))
      return true
    }
    this.#socket = connect({
      port: ask.port,
      host: '127.0.0.1',
      noDelay: true,
      onread: { buffer: readBuffer, callback },
    })
    this.#socket.on('error', (error) => this.#ended(error))
    this.#socket.on('close', () => this.#ended(new Error('the connection was closed')))
  }

  ask(): void {
    this.#busy = true
    this.#socket.write(this.#bytes)
  }

  /** Leaves, also in the middle of an answer. */
  close(): void {
    this.#busy = false
    this.#socket.destroy()
  }

  #read(bytes: Buffer): void {
    if (!this.#busy) return
    const before = this.#reader.events
    try {
      const complete = this.#reader.read(bytes)
      const events = (complete ? this.#ask.events : this.#reader.events) - before
      if (events > 0) this.#listener.events?.(this, events)
      if (!complete) return
      this.#busy = false
      this.#listener.answered?.(this)
    } catch (error) {
      this.close()
      this.#listener.failed(error instanceof Error ? error : new Error(String(error)))
    }
  }

  #ended(error: Error): void {
    if (!this.#busy) return
    this.#busy = false
    this.#listener.failed(new Error(`within an answer, after ${this.#reader.events} events: ${error.message}`))
  }
}
