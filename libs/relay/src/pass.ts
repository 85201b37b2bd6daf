import { type Codec, type Frame, type FrameView, type FrameWatcher, GatewayError } from '@sluice/protocol'
import { EarlyStop } from './early-stop.ts'
import type { Sink } from './sink.ts'
import type { StopTag } from './tag-matcher.ts'
import { createProgress, type IncomingStreamMessage, isOver, type Transcoder } from './transcoder.ts'

interface PassOptions {
  readonly codec: Codec
  readonly sink: Sink
  readonly stopTags: readonly StopTag[]
  readonly choices: number
  /** The client wants the usage that was asked for on its behalf. */
  readonly includeUsage: boolean
  /** For a hop that tells more than the protocol can: reads its own messages, which never reach the client. */
  readonly notes?: NoteReader | undefined
}

/** Reads what a trusted hop says beside the protocol, as messages with an event name of its own. */
export interface NoteReader {
  readonly event: string
  /** The error that ends the answer, or that it ended at a stop tag. */
  read(data: string): GatewayError | 'early-stop' | undefined
}

/** Vendor and client speak the same protocol: the bytes pass, whole messages at a time, and are only watched. */
export class PassingTranscoder implements Transcoder {
  readonly progress = createProgress()
  readonly #codec: Codec
  readonly #watcher: FrameWatcher
  readonly #sink: Sink
  readonly #includeUsage: boolean
  readonly #stop: EarlyStop | undefined
  readonly #notes: NoteReader | undefined
  #stoppedByHop = false

  constructor({ codec, sink, stopTags, choices, includeUsage, notes }: PassOptions) {
    this.#codec = codec
    this.#watcher = codec.frames.createWatcher()
    this.#sink = sink
    this.#includeUsage = includeUsage
    this.#notes = notes
    if (stopTags.length > 0) this.#stop = new EarlyStop(stopTags, choices, () => this.#watcher.usage)
  }

  message(message: IncomingStreamMessage): void {
    if (isOver(this.progress)) return
    if (message.data === '') this.#comment(message)
    else if (this.#notes && message.event === this.#notes.event) this.#note(this.#notes.read(message.data))
    else this.#data(message)
  }

  end(): void {
    if (!isOver(this.progress)) this.#finish(this.#codec.frames.terminal, undefined)
  }

  #note(note: GatewayError | 'early-stop' | undefined): void {
    if (note === 'early-stop') this.#stoppedByHop = true
    else if (note) this.#fail(note)
  }

  #data(message: IncomingStreamMessage): void {
    try {
      this.#frame(message, this.#watcher.read(message))
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      this.#fail(error)
    }
  }

  #frame(message: IncomingStreamMessage, view: FrameView): void {
    if (view.error) throw view.error
    if (view.usageOnly && !this.#includeUsage) return
    const changed = this.#stop?.rewrite(view) ?? false
    if (this.#stop?.done) {
      this.#stop.stopFrames(view, this.#watcher, this.#sink, this.#includeUsage)
      this.progress.output = true
      this.#complete('early-stop')
    } else if (view.terminal) {
      this.#finish(dataFrame(message, view, false), passableBytes(message))
    } else {
      this.#sink.pass(changed ? undefined : passableBytes(message), dataFrame(message, view, changed), view)
      if (view.output) this.progress.output = true
    }
  }

  /** The body or its terminal marker ended the answer; a marker without a finish is a cut answer with a polite end. */
  #finish(marker: Frame | undefined, raw: Uint8Array | undefined): void {
    const error = this.#watcher.end()
    if (error) {
      this.#fail(error)
      return
    }
    this.#stop?.flushFrames(this.#watcher, this.#sink)
    // Some proxies put `[DONE]` on every stream; a client whose protocol has no marker takes it for broken JSON.
    if (marker && this.#codec.frames.terminal) this.#sink.pass(raw, marker, undefined)
    this.#complete(this.#stoppedByHop ? 'early-stop' : 'complete')
  }

  /** A vendor's comment may pass only where the protocol's own heartbeat is one; elsewhere it breaks clients. */
  #comment(message: IncomingStreamMessage): void {
    if (message.raw && this.#codec.client.heartbeat.startsWith(':') && isComment(message.raw))
      this.#sink.pass(message.raw, { data: '' }, undefined)
  }

  #fail(error: GatewayError): void {
    this.#stop?.flushFrames(this.#watcher, this.#sink)
    this.progress.usage = this.#watcher.usage
    this.progress.failure = error
  }

  #complete(ended: 'complete' | 'early-stop'): void {
    this.progress.usage = this.#watcher.usage
    this.progress.ended = ended
  }
}

function dataFrame(message: IncomingStreamMessage, view: FrameView, changed: boolean): Frame {
  const reframed = changed || message.bare || message.data.includes('\n')
  return { data: reframed && view.json ? oneLine(JSON.stringify(view.json)) : message.data, event: message.event }
}

/** Several SDKs split lines at these characters too. */
function oneLine(json: string): string {
  return json.replace(/[\u0085\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Comment lines and nothing else, ended: other fields (`id`, `retry`) or a cut line would spoil the next frame. */
function isComment(raw: Uint8Array): boolean {
  return /^(?::.*\r?\n)+\r?\n$/.test(Buffer.from(raw).toString('latin1'))
}

/**
 * The message's own bytes, unless their framing is one that strict clients refuse: they lose a frame that has a comment
 * or an `id` above it. Nor where the text holds U+FFFD: its bytes may have been no UTF-8, and strict clients refuse all of it.
 */
function passableBytes(message: IncomingStreamMessage): Uint8Array | undefined {
  const { raw } = message
  if (!raw || message.data.includes('\ufffd')) return undefined
  if (message.plain) return raw
  if (message.bare || message.data.includes('\n')) return undefined
  if (!endsWithBlankLine(raw)) return undefined
  return isOneLine(raw) || !strayLine.test(Buffer.from(raw).toString('latin1')) ? raw : undefined
}

const strayLine = /(?:^|[\r\n])(?!data:|event:)[^\r\n]/

/** Whether the first line end belongs to the blank line that ends the message. */
function isOneLine(raw: Uint8Array): boolean {
  const lf = raw.indexOf(0x0a)
  const cr = raw.indexOf(0x0d)
  return (lf === -1 || lf >= raw.length - 3) && (cr === -1 || cr >= raw.length - 4)
}

function endsWithBlankLine(raw: Uint8Array): boolean {
  const [last, before, third] = [raw[raw.length - 1], raw[raw.length - 2], raw[raw.length - 3]]
  if (last === 0x0a) return before === 0x0a || (before === 0x0d && third === 0x0a)
  return last === 0x0d && before === 0x0d
}
