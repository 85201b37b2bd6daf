import {
  type ClientStream,
  type Frame,
  type FrameFace,
  type FrameFolder,
  type FrameMaker,
  GatewayError,
  isJsonObject,
  type JsonObject,
  type LateFailure,
  mayHoldLongIntegers,
  parseKeepingDigits,
  type StreamEvent,
} from '@sluice/protocol'
import { JSON_HEARTBEAT, type Output, type Sink } from '../sink.ts'

/** Frames of one whole answer; a stream that never ends must not fill the memory. */
const FOLDED_CHARS_MAX = 256 * 1024 * 1024

/** The whole answer is the fold of its stream, so the two modes cannot disagree. */
export class FoldSink implements Sink {
  readonly #frames: Pick<FrameFace, 'createFolder'>
  #folder: FrameFolder | undefined
  /** The vendor's own whole answer. */
  #body: string | undefined
  readonly #stream: ClientStream
  /** Undefined where an error body is taken for an answer. */
  readonly #errorText: ((error: GatewayError) => string) | undefined
  #chars = 0

  constructor(
    frames: Pick<FrameFace, 'createFolder'>,
    stream: ClientStream,
    errorText: ((error: GatewayError) => string) | undefined,
  ) {
    this.#frames = frames
    this.#stream = stream
    this.#errorText = errorText
  }

  event(event: StreamEvent): void {
    for (const frame of this.#stream.encode(event)) this.#fold(frame, 'house')
  }

  pass(_raw: Uint8Array | undefined, frame: Frame, maker: FrameMaker = 'vendor'): void {
    this.#fold(frame, maker)
  }

  whole(body: string): void {
    this.#body = body
  }

  heartbeat(): Output {
    return JSON_HEARTBEAT
  }

  /** @throws GatewayError bad-upstream-response when the answer has grown too large. */
  #fold(frame: Frame, maker: FrameMaker): void {
    this.#chars += frame.data.length
    if (this.#chars > FOLDED_CHARS_MAX) throw tooLarge()
    const json = jsonOf(frame)
    if (json === undefined) return
    this.#folder ??= this.#frames.createFolder(maker)
    this.#folder.push(json)
  }

  take(): undefined {}

  close(): Output {
    if (this.#body !== undefined) return this.#body
    this.#folder ??= this.#frames.createFolder()
    return JSON.stringify(this.#folder.result())
  }

  fail(error: GatewayError): LateFailure | undefined {
    return this.#errorText && { writes: [this.#errorText(error)], apart: false }
  }
}

/** Undefined for a terminal marker, which is no JSON object, and nothing of the answer. */
function jsonOf({ data, json }: Frame): JsonObject | undefined {
  // A stream has the model's own text of a call's arguments, and in one piece they must say the same: an id that is
  // rounded is another row.
  const value = mayHoldLongIntegers(data) ? parseKeepingDigits(data) : json
  if (value === undefined) return data.startsWith('{') ? JSON.parse(data) : undefined
  return isJsonObject(value) ? value : undefined
}

function tooLarge(): GatewayError {
  return new GatewayError({
    kind: 'bad-upstream-response',
    message: `The upstream's answer is larger than ${FOLDED_CHARS_MAX} characters.`,
    retryable: false,
  })
}
