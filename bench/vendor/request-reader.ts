const HEAD_END = Buffer.from('\r\n\r\n')

/** A request as far as the mock looks at it. */
export interface VendorRequest {
  readonly head: string
  readonly body: Buffer
}

/** Cuts the requests of one connection out of its bytes. */
export class RequestReader {
  #pieces: Buffer[] = []
  #bytes = 0
  #needed = 0

  /** A request when its last byte has come; a client of the bench sends no second one before its answer. */
  read(piece: Buffer): VendorRequest | undefined {
    this.#pieces.push(piece)
    this.#bytes += piece.length
    if (this.#bytes < this.#needed) return undefined
    const all = this.#pieces.length === 1 ? piece : Buffer.concat(this.#pieces)
    const headEnd = all.indexOf(HEAD_END)
    if (headEnd < 0) return undefined
    const head = all.toString('latin1', 0, headEnd)
    this.#needed = headEnd + HEAD_END.length + lengthOf(head)
    if (all.length < this.#needed) return undefined
    this.#pieces = []
    this.#bytes = 0
    this.#needed = 0
    return { head, body: all.subarray(headEnd + HEAD_END.length) }
  }
}

function lengthOf(head: string): number {
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? []
  if (length === undefined) throw new Error(`the mock reads only requests with a length:\n${head}`)
  return Number(length)
}
