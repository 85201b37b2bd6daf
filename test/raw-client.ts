import { once } from 'node:events'
import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request as openRequest } from 'node:http'

/** A request as it is sent: no SDK adds, parses or retries anything. */
export interface RawRequest {
  readonly url: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string | Buffer
}

/** A whole answer with the pieces in which the server wrote it. */
export interface RawAnswer {
  readonly status: number
  readonly statusMessage: string
  readonly headers: IncomingHttpHeaders
  readonly requestId: string
  readonly text: string
  readonly bytes: Buffer
  /** One element per write of the server, as long as no write is larger than a socket read. */
  readonly chunks: readonly string[]
  /** `cut`: the connection ended before the body did. */
  readonly end: 'complete' | 'cut'
}

/** Sends a request and reads its answer to the end. Rejects only when there is no status line. */
export async function ask(request: RawRequest): Promise<RawAnswer> {
  const call = send(request)
  await call.head
  return call.answer
}

/** A running request. */
export interface RawCall {
  /** Resolves when all of the request is with the kernel. */
  readonly sent: Promise<void>
  /** Resolves with the status line and headers. */
  readonly head: Promise<IncomingMessage>
  /** The answer when it has ended, whichever way. */
  readonly answer: Promise<RawAnswer>
  /** Resolves when what has come so far fits; rejects when the answer ends before. */
  until(fits: (text: string, chunks: readonly string[]) => boolean): Promise<void>
  /** Reads nothing more; the kernel's buffers fill up. */
  pause(): void
  /** Leaves: the connection is closed at once. */
  leave(): void
}

export function send({ url, method, headers = {}, body }: RawRequest): RawCall {
  const outgoing = openRequest(url, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    agent: false,
  })
  const sent = once(outgoing, 'finish').then(() => {})
  const reader = new Reader(outgoing)
  outgoing.end(body)
  for (const promise of [sent, reader.head, reader.answer]) promise.catch(() => {})
  return {
    sent,
    head: reader.head,
    answer: reader.answer,
    until: (fits) => reader.until(fits),
    pause: () => reader.pause(),
    leave: () => outgoing.destroy(),
  }
}

class Reader {
  readonly head: Promise<IncomingMessage>
  readonly answer: Promise<RawAnswer>
  readonly #pieces: Buffer[] = []
  #looks: (() => void)[] = []
  #ended = false
  #incoming: IncomingMessage | undefined

  constructor(outgoing: ClientRequest) {
    this.head = new Promise((resolve, reject) => outgoing.once('response', resolve).once('error', reject))
    this.answer = this.head.then((incoming) => this.#read(incoming))
    outgoing.on('error', () => {})
  }

  pause(): void {
    this.#incoming?.pause()
  }

  until(fits: (text: string, chunks: readonly string[]) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const chunks = this.#chunks()
        if (fits(chunks.join(''), chunks)) resolve()
        else if (this.#ended) reject(new Error(`the answer ended as ${JSON.stringify(chunks.join(''))}`))
        else this.#looks.push(look)
      }
      look()
    })
  }

  #read(incoming: IncomingMessage): Promise<RawAnswer> {
    this.#incoming = incoming
    return new Promise((resolve) => {
      incoming.on('data', (piece: Buffer) => {
        this.#pieces.push(piece)
        this.#look()
      })
      incoming.on('error', () => {})
      incoming.once('close', () => {
        this.#ended = true
        this.#look()
        resolve(this.#answerOf(incoming))
      })
    })
  }

  #look(): void {
    const looks = this.#looks
    this.#looks = []
    for (const look of looks) look()
  }

  /** Pieces that end within a character stay readable: the tests compare text, and no write of the server ends in one. */
  #chunks(): string[] {
    return this.#pieces.map((piece) => piece.toString('utf8'))
  }

  #answerOf(incoming: IncomingMessage): RawAnswer {
    const bytes = Buffer.concat(this.#pieces)
    return {
      status: incoming.statusCode ?? 0,
      statusMessage: incoming.statusMessage ?? '',
      headers: incoming.headers,
      requestId: String(incoming.headers['x-request-id'] ?? ''),
      text: bytes.toString('utf8'),
      bytes,
      chunks: this.#chunks(),
      end: incoming.complete ? 'complete' : 'cut',
    }
  }
}
