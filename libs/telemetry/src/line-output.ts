import { writeSync } from 'node:fs'

/** What waits for a reader that is slow; lines beyond it are lost. */
const WAITING_BYTES_MAX = 1024 * 1024
const RETRY_EVERY_MS = 100
/** At the end of the process: how long a slow reader has for what still waits. */
const LAST_WORD_MS = 500
const LAST_WORD_LOOK_MS = 10

const STANDARD_OUTPUT = 1

/**
 * Writes lines to a file descriptor at once, and never holds anybody up: a reader that has no room, a full disk and a
 * closed pipe cost lines, which are counted, and nothing else.
 */
export class LineOutput {
  readonly #fd: number
  #waiting: Buffer[] = []
  #waitingBytes = 0
  #lost = 0
  #timer: NodeJS.Timeout | undefined

  constructor(fd: number) {
    this.#fd = fd
    process.once('exit', () => this.#sayLastWord())
  }

  /** @param line with its line break */
  write(line: string): void {
    // In order: nothing passes by what waits.
    const sent = this.#waiting.length > 0 ? 0 : this.#send(line)
    if (sent < Buffer.byteLength(line)) this.#wait(Buffer.from(line), sent)
  }

  /** How many bytes were taken. */
  #send(text: string | Buffer): number {
    try {
      return typeof text === 'string' ? writeSync(this.#fd, text) : writeSync(this.#fd, text)
    } catch {
      // No room for now, nobody there, or no room at all: whichever, a later try may do.
      return 0
    }
  }

  #wait(line: Buffer, sent = 0): void {
    this.#timer ??= setInterval(() => this.#retry(), RETRY_EVERY_MS).unref()
    // The rest of a line that was begun must come, or the next one would continue it.
    if (sent === 0 && this.#waitingBytes + line.length > WAITING_BYTES_MAX) {
      this.#lost++
      return
    }
    this.#waiting.push(line.subarray(sent))
    this.#waitingBytes += line.length - sent
  }

  #retry(): void {
    while (this.#waiting.length > 0) {
      const [next] = this.#waiting
      const sent = this.#send(next!)
      this.#waitingBytes -= sent
      if (sent < next!.length) {
        this.#waiting[0] = next!.subarray(sent)
        return
      }
      this.#waiting.shift()
    }
    clearInterval(this.#timer)
    this.#timer = undefined
    const lost = this.#lost
    this.#lost = 0
    if (lost > 0) this.write(lossLine(lost))
  }

  #sayLastWord(): void {
    const untilMs = performance.now() + LAST_WORD_MS
    const pause = new Int32Array(new SharedArrayBuffer(4))
    this.#retry()
    while (this.#waiting.length > 0 && performance.now() < untilMs) {
      Atomics.wait(pause, 0, 0, LAST_WORD_LOOK_MS)
      this.#retry()
    }
  }
}

const lossLine = (lines: number) =>
  `{"level":"error","msg":"${lines} log lines were lost: standard output took nothing more"}\n`

let standardOutput: LineOutput | undefined

/** The one for standard output, which all loggers of a process share. */
export function openStandardOutput(): LineOutput {
  if (standardOutput !== undefined) return standardOutput
  // To ask for it is what makes a pipe non-blocking; its errors are met at the write.
  process.stdout.on('error', () => {})
  standardOutput = new LineOutput(STANDARD_OUTPUT)
  return standardOutput
}
