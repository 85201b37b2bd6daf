import type { GatewayError } from '../../canonical/error.ts'
import type { StreamEvent } from '../../canonical/event.ts'
import { showsEvent } from '../../canonical/shows.ts'
import type { AnswerModel, Asked, ClientStream, Frame, LateFailure, Sources } from '../../codec.ts'
import { includesUsage } from '../stream-options.ts'
import type { CallStyle } from './call-chunks.ts'
import { callStyleOf } from './decode-tools.ts'
import { createEncoder, type EventEncoder } from './encode-events.ts'
import { encodeLateError } from './errors.ts'

export interface EncoderOptions {
  readonly sources: Sources
  /** The model as the client named it. */
  readonly model: string
  readonly includeUsage: boolean
  /** Whether the client asked to read thoughts; otherwise reasoning blocks make no frame. */
  readonly includeThoughts: boolean
  readonly callStyle: CallStyle
  /** How many answers were asked for: all are announced before the first content. */
  readonly choices: number
  readonly answerModel: AnswerModel
}

/** What an OpenAI client is told in one answer. */
export function openStream(asked: Asked): ClientStream {
  return new ChatStream({
    sources: asked.sources,
    model: asked.outline.model,
    includeUsage: includesUsage(asked),
    includeThoughts: asked.request?.thinking?.includeThoughts ?? false,
    callStyle: callStyleOf(asked.input.body),
    choices: asked.outline.choices,
    answerModel: asked.answerModel,
  })
}

class ChatStream implements ClientStream {
  readonly #options: EncoderOptions
  /** Made when it is needed: a passing answer needs none. */
  #encoder: EventEncoder | undefined
  readonly #sight: { readonly thoughts: boolean; readonly calls: 'in-pieces' }

  constructor(options: EncoderOptions) {
    this.#options = options
    this.#sight = { thoughts: options.includeThoughts, calls: 'in-pieces' }
  }

  /** A comment with its blank line: the only heartbeat that every OpenAI SDK and SillyTavern ignore. */
  heartbeat(): string {
    return ': ping\n\n'
  }

  shows(event: StreamEvent): boolean {
    return showsEvent(event, this.#sight)
  }

  get lost(): ReadonlySet<string> | undefined {
    return this.#encoder?.lost
  }

  encode(event: StreamEvent): readonly Frame[] {
    this.#encoder ??= createEncoder(this.#options)
    return this.#encoder.encode(event)
  }

  fail(error: GatewayError): LateFailure {
    return { writes: [encodeLateError(error)], apart: false }
  }
}
