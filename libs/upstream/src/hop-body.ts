/** Takes a body chunk by chunk. After `end` or `fail` nothing more comes. */
export interface BodyReader {
  chunk(bytes: Uint8Array): void
  end(): void
  fail(error: unknown): void
}

/**
 * The body of a hop's answer, pushed as it arrives: nothing waits between a read of the vendor's socket and the write to
 * the client's. Must be read to its end or its call aborted, else its connection stays taken.
 */
export interface HopBody {
  /** Starts the flow into the one reader; what has come before is given at once. */
  read(reader: BodyReader): void
  /** Stops the flow; what is on its way here may still come. */
  pause(): void
  resume(): void
}

/** How a source of chunks is slowed down. */
export interface Flow {
  pause(): void
  resume(): void
}

/** What is kept for a reader who has not come yet before the source is told to wait: one full read of a socket. */
const EARLY_BYTES_MAX = 64 * 1024

const alwaysFlowing: Flow = { pause() {}, resume() {} }

/** A body in the making: its source writes one end, its reader takes the other. */
export class BodyPipe implements HopBody, BodyReader {
  readonly #flow: Flow
  #reader: BodyReader | undefined
  #early: Uint8Array[] = []
  #earlyBytes = 0
  #last: ((reader: BodyReader) => void) | undefined

  constructor(flow: Flow = alwaysFlowing) {
    this.#flow = flow
  }

  chunk(bytes: Uint8Array): void {
    if (this.#reader) {
      this.#reader.chunk(bytes)
      return
    }
    this.#early.push(bytes)
    this.#earlyBytes += bytes.length
    if (this.#earlyBytes >= EARLY_BYTES_MAX) this.#flow.pause()
  }

  end(): void {
    if (this.#reader) this.#reader.end()
    else this.#last = (reader) => reader.end()
  }

  fail(error: unknown): void {
    if (this.#reader) this.#reader.fail(error)
    else this.#last = (reader) => reader.fail(error)
  }

  read(reader: BodyReader): void {
    this.#reader = reader
    for (const bytes of this.#early) reader.chunk(bytes)
    if (this.#last) this.#last(reader)
    else if (this.#earlyBytes >= EARLY_BYTES_MAX) this.#flow.resume()
    this.#early = []
  }

  pause(): void {
    this.#flow.pause()
  }

  resume(): void {
    this.#flow.resume()
  }
}

/** A body that is all there. */
export function wholeBody(bytes: Uint8Array): HopBody {
  const pipe = new BodyPipe()
  pipe.chunk(bytes)
  pipe.end()
  return pipe
}
