import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { type ParsedResponse, parseResponses } from './parse-responses.ts'

/** How long an expected answer or close may take. */
const ANSWER_TIMEOUT_MS = 5_000

/** A connection on which exactly the given bytes are sent, and every answer is read. */
export class RawConnection {
  /** What came, as Latin-1: one character a byte. */
  received = ''
  closed = false
  /** How many of the first answers have no body, whatever their headers say: they answer HEAD. */
  bodiless = 0
  readonly #socket: Socket
  readonly #looks = new Set<() => void>()

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => {
      this.received += text
      this.#look()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      this.closed = true
      this.#look()
    })
  }

  static async open(port: number): Promise<RawConnection> {
    // Half open: a server that ends its side must not end ours in the middle of a test's bytes.
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    await once(socket, 'connect')
    const connection = new RawConnection(socket)
    socket.once('end', () => socket.end())
    return connection
  }

  send(bytes: string): void {
    this.#socket.write(bytes, 'latin1')
  }

  /** Ends this side and goes on reading. */
  halfClose(): void {
    this.#socket.end()
  }

  leave(how: 'fin' | 'rst' = 'fin'): void {
    if (how === 'rst') this.#socket.resetAndDestroy()
    else this.#socket.destroy()
  }

  /** Reads nothing more; the kernel's buffers fill up. */
  pause(): void {
    this.#socket.pause()
  }

  /** The answers so far that are complete. */
  responses(): readonly ParsedResponse[] {
    return parseResponses(this.received, this)
  }

  /** Resolves with true once `fits`, with false when it has not in time. */
  until(fits: () => boolean, timeoutMs = ANSWER_TIMEOUT_MS): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (found: boolean) => {
        clearTimeout(timer)
        this.#looks.delete(look)
        resolve(found)
      }
      const look = () => {
        if (fits()) end(true)
      }
      const timer = setTimeout(() => end(false), timeoutMs)
      this.#looks.add(look)
      look()
    })
  }

  #look(): void {
    for (const look of [...this.#looks]) look()
  }
}
