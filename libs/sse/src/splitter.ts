import { parseMessage, type SseMessage, singleDataLine } from './parse.ts'

export type { SseMessage } from './parse.ts'

const LF = 0x0a
const CR = 0x0d
const BOM = Buffer.from([0xef, 0xbb, 0xbf])

interface SplitterOptions {
  /** Hand on lines that are no SSE field as `bare` messages, instead of ignoring them as the standard says. */
  readonly bareText?: boolean
  /** Largest message kept while it is incomplete. */
  readonly messageBytesMax?: number
}

const defaults = { bareText: false, messageBytesMax: 64 * 1024 * 1024 } as const

/** A message grew over `messageBytesMax` bytes without an end. */
export class SseMessageTooLarge extends Error {
  constructor(messageBytesMax: number) {
    super(`a stream message is larger than ${messageBytesMax} bytes`)
    this.name = 'SseMessageTooLarge'
  }
}

/**
 * Cuts an event stream into messages, whatever the network did to its bytes. Lines end with LF, CRLF or CR. Bytes are
 * looked at, never decoded, until a message is whole: a cut inside a UTF-8 character needs no care.
 */
export class SseSplitter {
  readonly #bareText: boolean
  readonly #messageBytesMax: number
  /** Earlier chunks' bytes of the message that is not complete yet: copies, so that no 64 KB slab is held. */
  #pending: Buffer[] = []
  #pendingBytes = 0
  /** The current line has bytes. */
  #lineHasBytes = false
  /** The current message has a line that is not blank. */
  #messageHasLines = false
  /** The chunk before ended with CR: an LF now belongs to it. */
  #afterCr = false
  #atStart = true

  constructor(options: SplitterOptions = {}) {
    this.#bareText = options.bareText ?? defaults.bareText
    this.#messageBytesMax = options.messageBytesMax ?? defaults.messageBytesMax
  }

  /**
   * Takes one network chunk and gives the messages that it completes.
   * @throws SseMessageTooLarge
   */
  push(chunk: Uint8Array): SseMessage[] {
    const bytes = asBuffer(chunk)
    const only = this.#betweenMessages() ? onlyMessage(bytes) : undefined
    if (only) {
      this.#atStart = false
      return [only]
    }
    const messages: SseMessage[] = []
    let messageStart = 0
    let lineStart = this.#afterCr && bytes[0] === LF ? 1 : 0
    if (bytes.length > 0) this.#afterCr = false
    let nextCr = bytes.indexOf(CR)
    for (;;) {
      const lf = bytes.indexOf(LF, lineStart)
      if (nextCr !== -1 && nextCr < lineStart) nextCr = bytes.indexOf(CR, lineStart)
      const endsWithCr = nextCr !== -1 && (lf === -1 || nextCr < lf)
      const lineEnd = endsWithCr ? nextCr : lf
      if (lineEnd === -1) break
      const next = endsWithCr && bytes[lineEnd + 1] === LF ? lineEnd + 2 : lineEnd + 1
      if (endsWithCr && next === bytes.length && bytes[lineEnd + 1] === undefined) this.#afterCr = true
      if (lineEnd > lineStart || this.#lineHasBytes) this.#messageHasLines = true
      else if (this.#messageHasLines) {
        this.#complete(bytes.subarray(messageStart, next), messages)
        messageStart = next
      } else messageStart = next // A vendor that keeps its connection alive with blank lines must not fill the memory.
      this.#lineHasBytes = false
      lineStart = next
    }
    if (lineStart < bytes.length) this.#lineHasBytes = true
    this.#keep(bytes.subarray(messageStart))
    return messages
  }

  /** The stream ended: gives what was left without a blank line after it. */
  end(): SseMessage[] {
    const messages: SseMessage[] = []
    if (this.#messageHasLines || this.#lineHasBytes) this.#complete(Buffer.alloc(0), messages)
    return messages
  }

  #betweenMessages(): boolean {
    return this.#pendingBytes === 0 && !this.#lineHasBytes && !this.#messageHasLines && !this.#afterCr
  }

  #complete(tail: Buffer, messages: SseMessage[]): void {
    let raw = tail
    if (this.#pendingBytes > 0) {
      this.#pending.push(tail)
      raw = Buffer.concat(this.#pending)
      this.#pending = []
      this.#pendingBytes = 0
    }
    this.#messageHasLines = false
    this.#lineHasBytes = false
    const clean = this.#atStart && raw.subarray(0, 3).equals(BOM) ? raw.subarray(3) : raw
    this.#atStart = false
    for (const message of parseMessage(withoutLeadingLineEnds(clean), this.#bareText)) messages.push(message)
  }

  #keep(rest: Buffer): void {
    if (rest.length === 0) return
    this.#pendingBytes += rest.length
    if (this.#pendingBytes > this.#messageBytesMax) throw new SseMessageTooLarge(this.#messageBytesMax)
    this.#pending.push(Buffer.from(rest))
  }
}

/** A chunk that is one message of one `data` line: what nearly every vendor sends nearly always. */
function onlyMessage(bytes: Buffer): SseMessage | undefined {
  const { length } = bytes
  const lf = bytes.indexOf(LF)
  const ends = lf === length - 2 ? bytes[length - 1] === LF : lf === length - 3 && endsWithCrlfs(bytes)
  if (!ends) return undefined
  const data = singleDataLine(bytes)
  return data === undefined ? undefined : { data, raw: bytes, plain: true }
}

function endsWithCrlfs(bytes: Buffer): boolean {
  const { length } = bytes
  return bytes[length - 1] === LF && bytes[length - 2] === CR && bytes[length - 4] === CR
}

function asBuffer(chunk: Uint8Array): Buffer {
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
}

/** Blank lines between messages say nothing. */
function withoutLeadingLineEnds(raw: Buffer): Buffer {
  let start = 0
  while (raw[start] === LF || raw[start] === CR) start++
  return start === 0 ? raw : raw.subarray(start)
}
