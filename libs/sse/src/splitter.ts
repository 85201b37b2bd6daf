import { asBuffer, onlyMessage, withoutLeadingLineEnds } from './chunk.ts'
import { type ParsedMessage, parseMessage, type SseMessage } from './parse.ts'

export type { SseMessage } from './parse.ts'

const LF = 0x0a
const CR = 0x0d
const BOM = Buffer.from([0xef, 0xbb, 0xbf])

interface SplitterOptions {
  /**
   * Hand on JSON that stands between the messages, and a body that has no `data` line at all, as `bare` messages. Lines of
   * unknown names are ignored as the standard says.
   */
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
  /** The line before ended with CRLF, so that a CR alone is half of the next one's end. */
  #afterCrlf = false
  /** The chunk before ended between the CR and the LF of the blank line that completes the message. */
  #heldBlank = false
  #atStart = true
  /** Text of lines that are no field, while no `data` line shows that this is an event stream. */
  #unknown: string | undefined = ''

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
      this.#unknown = undefined
      return [only]
    }
    const messages: SseMessage[] = []
    let messageStart = this.#completeHeld(bytes, messages)
    let lineStart = messageStart + this.#lateLineFeed(bytes)
    // Each is looked for anew only when it is passed: in a chunk of CRs alone, every line would look through all of it.
    let nextCr = bytes.indexOf(CR)
    let lf = bytes.indexOf(LF)
    for (;;) {
      if (lf !== -1 && lf < lineStart) lf = bytes.indexOf(LF, lineStart)
      if (nextCr !== -1 && nextCr < lineStart) nextCr = bytes.indexOf(CR, lineStart)
      const endsWithCr = nextCr !== -1 && (lf === -1 || nextCr < lf)
      const lineEnd = endsWithCr ? nextCr : lf
      if (lineEnd === -1) break
      const isCrlf = endsWithCr && bytes[lineEnd + 1] === LF
      const isCut = endsWithCr && lineEnd + 1 === bytes.length
      const next = isCrlf ? lineEnd + 2 : lineEnd + 1
      if (lineEnd > lineStart || this.#lineHasBytes) this.#messageHasLines = true
      else if (this.#messageHasLines) {
        this.#heldBlank = isCut && this.#afterCrlf
        if (this.#heldBlank) break
        this.#complete(bytes.subarray(messageStart, next), messages)
        messageStart = next
      } else messageStart = next // A vendor that keeps its connection alive with blank lines must not fill the memory.
      this.#afterCr = isCut
      this.#afterCrlf = isCrlf
      this.#lineHasBytes = false
      lineStart = next
    }
    if (lineStart < bytes.length && !this.#heldBlank) this.#lineHasBytes = true
    this.#keep(bytes.subarray(messageStart))
    return messages
  }

  /** The stream ended: gives what was left without a blank line after it. */
  end(): SseMessage[] {
    const messages: SseMessage[] = []
    if (this.#messageHasLines || this.#lineHasBytes) this.#complete(Buffer.alloc(0), messages)
    if (this.#bareText && this.#unknown) messages.push({ data: this.#unknown, bare: true, raw: Buffer.alloc(0) })
    return messages
  }

  /** Gives the message whose blank line was cut in two, with the LF that this chunk begins with; returns where the rest begins. */
  #completeHeld(bytes: Buffer, messages: SseMessage[]): number {
    if (!this.#heldBlank || bytes.length === 0) return 0
    this.#heldBlank = false
    const start = bytes[0] === LF ? 1 : 0
    this.#complete(bytes.subarray(0, start), messages)
    return start
  }

  /** How many bytes of this chunk belong to the line end that the chunk before began: one or none. */
  #lateLineFeed(bytes: Buffer): 0 | 1 {
    if (!this.#afterCr || bytes.length === 0) return 0
    this.#afterCr = false
    this.#afterCrlf = bytes[0] === LF
    return this.#afterCrlf ? 1 : 0
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
    const parsed = parseMessage(withoutLeadingLineEnds(clean), this.#bareText)
    for (const message of parsed.messages) messages.push(message)
    this.#noteUnknown(parsed)
  }

  /** Nobody repeats the text of what is no stream, so its first message is enough. */
  #noteUnknown({ hasData, unknown, messages }: ParsedMessage): void {
    if (hasData || messages.some(({ bare }) => bare)) this.#unknown = undefined
    else if (this.#unknown === '') this.#unknown = unknown
  }

  #keep(rest: Buffer): void {
    if (rest.length === 0) return
    this.#pendingBytes += rest.length
    if (this.#pendingBytes > this.#messageBytesMax) throw new SseMessageTooLarge(this.#messageBytesMax)
    this.#pending.push(Buffer.from(rest))
  }
}
