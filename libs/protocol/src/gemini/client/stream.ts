import type { GatewayError } from '../../canonical/error.ts'
import type { StreamEvent } from '../../canonical/event.ts'
import { showsEvent } from '../../canonical/shows.ts'
import type { AnswerModel, Asked, ClientStream, Frame, LateFailure, Sources } from '../../codec.ts'
import { createEncoder, type EventEncoder } from './encode-events.ts'
import { encodeLateError } from './errors.ts'
import { candidateText, emptyPart } from './wire.ts'

export interface EncoderOptions {
  readonly sources: Sources
  /** The model as the client named it. */
  readonly model: string
  /** Whether the client asked to read thoughts; otherwise reasoning blocks make no frame. */
  readonly includeThoughts: boolean
  readonly answerModel: AnswerModel
}

/** Comments, blank lines and empty candidates each break one of Google's SDKs; an empty text part breaks none. */
const heartbeat = `data: {"candidates":[${candidateText(0, emptyPart)}]}\n\n`

/** What a Gemini client is told in one answer. */
export function openStream({ outline, request, sources, answerModel }: Asked): ClientStream {
  const includeThoughts = request?.thinking?.includeThoughts ?? false
  return new GeminiStream({ sources, model: outline.model, includeThoughts, answerModel })
}

class GeminiStream implements ClientStream {
  readonly #options: EncoderOptions
  /** Made when it is needed: a passing answer needs none. */
  #encoder: EventEncoder | undefined
  readonly #sight: { readonly thoughts: boolean; readonly calls: 'whole' }

  constructor(options: EncoderOptions) {
    this.#options = options
    this.#sight = { thoughts: options.includeThoughts, calls: 'whole' }
  }

  heartbeat(): string {
    return heartbeat
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
    return { writes: encodeLateError(error), apart: true }
  }
}
