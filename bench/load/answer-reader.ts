import { MARK } from '../vendor/script.ts'
import type { Ask } from './commands.ts'

const MARK_BYTE = MARK.charCodeAt(0)
const HEAD_END = Buffer.from('\r\n\r\n')
/** `0 CR LF CR LF`, the end of a chunked body. */
const CHUNKS_END = Buffer.from('0\r\n\r\n')
/** How near to its end an answer must have its end text. */
const END_BYTES = 700

/**
 * Reads the answers of one connection as cheaply as it can be done while every event is counted: no JSON, no chunk sizes.
 * It looks for the one byte that is in each event, and at the end for what makes an answer complete.
 */
export class AnswerReader {
  /** Events of the answer under way. */
  events = 0
  readonly #ask: Ask
  #head: Buffer[] | undefined = []
  /** Body bytes still to come; undefined in a chunked body. */
  #missing: number | undefined
  /** Copies of what came since the last event, for an end that is spread over reads. */
  #last: Buffer[] = []

  constructor(ask: Ask) {
    this.#ask = ask
  }

  /** True with the last byte of an answer. @throws Error when the answer is not what was asked for. */
  read(piece: Buffer): boolean {
    const body = this.#head === undefined ? piece : this.#readHead(piece, this.#head)
    if (body === undefined || body.length === 0) return false
    this.#count(body)
    if (this.#isEnd(body)) {
      this.#check(body)
      return true
    }
    if (this.events >= this.#ask.events) this.#last.push(Buffer.from(body))
    return false
  }

  #readHead(piece: Buffer, pieces: Buffer[]): Buffer | undefined {
    const all = pieces.length === 0 ? piece : Buffer.concat([...pieces, piece])
    const end = all.indexOf(HEAD_END)
    if (end < 0) {
      pieces.push(Buffer.from(piece))
      return undefined
    }
    const head = all.toString('latin1', 0, end)
    if (!head.startsWith('HTTP/1.1 200')) throw new Error(`a wrong answer: ${all.toString('latin1', 0, 800)}`)
    const [, length] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? []
    this.#missing = length === undefined ? undefined : Number(length)
    this.#head = undefined
    return all.subarray(end + HEAD_END.length)
  }

  #count(body: Buffer): void {
    for (let at = body.indexOf(MARK_BYTE); at >= 0; at = body.indexOf(MARK_BYTE, at + 1)) this.events++
  }

  #isEnd(body: Buffer): boolean {
    if (this.#missing !== undefined) {
      this.#missing -= body.length
      return this.#missing <= 0
    }
    if (body[body.length - 1] !== 0x0a) return false
    if (body.length >= CHUNKS_END.length) return endsChunks(body)
    return endsChunks(Buffer.concat([...this.#last, body]))
  }

  #check(body: Buffer): void {
    const end = Buffer.concat([...this.#last, body])
      .subarray(-END_BYTES)
      .toString('latin1')
    if (this.events !== this.#ask.events) {
      throw new Error(`an answer with ${this.events} of ${this.#ask.events} events; its end: ${end}`)
    }
    if (!end.includes(this.#ask.end)) throw new Error(`an answer without ${this.#ask.end}; its end: ${end}`)
    this.events = 0
    this.#head = []
    this.#last = []
  }
}

/** The five bytes could also end a read within a body, but not after an event: that ends in two line ends. */
const endsChunks = (bytes: Buffer): boolean => bytes[bytes.length - 5] === 0x30 && bytes.subarray(-5).equals(CHUNKS_END)
