import { type Frame, type FrameMaker, GatewayError, type Passage, type Passed } from '@sluice/protocol'
import { isComment, passableBytes, sameFrame } from './passing-bytes.ts'
import type { Sink } from './sink.ts'
import { createProgress, type IncomingStreamMessage, isOver, type Transcoder } from './transcoder.ts'

interface PassOptions {
  readonly passage: Passage
  /** Whether a vendor's comments may reach the client. */
  readonly comments: 'pass' | 'withhold'
  /** For a hop that tells more than the protocol can: reads its own messages, which never reach the client. */
  readonly notes?: NoteReader | undefined
}

/** Reads what a trusted hop says beside the protocol, as messages with an event name of its own. */
export interface NoteReader {
  readonly event: string
  /** The error that ends the answer, or that it ended at a stop tag. */
  read(data: string): GatewayError | 'early-stop' | undefined
}

/** A frame with the vendor's own bytes, where they may go out. */
interface Piece {
  readonly raw: Uint8Array | undefined
  readonly frame: Frame
}

/** Vendor and client speak the same protocol: the bytes pass, whole messages at a time, and are only watched. */
export class PassingTranscoder implements Transcoder {
  readonly progress = createProgress()
  readonly #passage: Passage
  readonly #comments: 'pass' | 'withhold'
  readonly #notes: NoteReader | undefined
  /** The frames of our own hop were made here. */
  readonly #maker: FrameMaker
  #stoppedByHop = false
  /** The whole answer that the messages were made of. */
  #body: string | undefined
  /** A message did not pass as it came. */
  #touched = false
  #kept: Piece[] = []
  #sink: Sink | undefined

  constructor({ passage, comments, notes }: PassOptions) {
    this.#passage = passage
    this.#comments = comments
    this.#notes = notes
    this.#maker = notes ? 'house' : 'vendor'
  }

  whole(body: string): void {
    this.#body = body
  }

  message(message: IncomingStreamMessage): void {
    if (isOver(this.progress)) return
    if (message.data === '') this.#comment(message)
    else if (this.#notes && message.event === this.#notes.event) this.#note(this.#notes.read(message.data))
    else this.#pass(message)
  }

  end(): void {
    if (!isOver(this.progress)) this.#pass(undefined)
  }

  flowInto(sink: Sink): void {
    this.#sink = sink
    for (const { raw, frame } of this.#kept) sink.pass(raw, frame, this.#maker)
    this.#kept = []
    if (this.#body !== undefined && !this.#touched) sink.whole(this.#body)
  }

  #note(note: GatewayError | 'early-stop' | undefined): void {
    if (note === 'early-stop') this.#stoppedByHop = true
    else if (note) this.#fail(note)
  }

  /** Without a message: the body has ended. */
  #pass(message: IncomingStreamMessage | undefined): void {
    try {
      this.#take(message ? this.#passage.take(message) : this.#passage.end(), message)
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      this.#fail(error)
    }
  }

  #take(passed: Passed, message: IncomingStreamMessage | undefined): void {
    if (passed.frames !== 'same' && message !== undefined) this.#touched = true
    if (passed.frames !== 'same') for (const frame of passed.frames) this.#give(undefined, frame)
    else if (message) this.#give(passableBytes(message), sameFrame(message, passed))
    if (passed.failure) this.#fail(passed.failure)
    else if (passed.output) this.#showed()
    if (passed.over) this.#complete(this.#stoppedByHop ? 'early-stop' : passed.over)
  }

  #showed(): void {
    this.progress.output = true
    this.progress.upstreamModel ??= this.#passage.model
  }

  /** A vendor's comment keeps proxies and people calm; one that would spoil the next frame stays here. */
  #comment({ raw }: IncomingStreamMessage): void {
    if (raw && this.#comments === 'pass' && isComment(raw)) this.#give(raw, { data: '' })
  }

  #give(raw: Uint8Array | undefined, frame: Frame): void {
    if (this.#sink) this.#sink.pass(raw, frame, this.#maker)
    else this.#kept.push({ raw, frame })
  }

  #fail(error: GatewayError): void {
    for (const frame of this.#passage.held()) this.#give(undefined, frame)
    this.progress.usage = this.#passage.usage
    this.progress.failure = error
  }

  #complete(ended: 'complete' | 'early-stop'): void {
    this.#showed()
    this.progress.usage = this.#passage.usage
    this.progress.ended = ended
  }
}
