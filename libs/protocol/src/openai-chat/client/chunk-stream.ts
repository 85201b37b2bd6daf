import type { ChoiceFinish, FinishEvent, FinishReason, StartEvent, ToolCallStartEvent } from '../../canonical/event.ts'
import type { Frame } from '../../codec.ts'
import { wellFormedText } from '../../well-formed.ts'
import { encodeUsage } from '../usage.ts'
import { doneMarker } from '../wire.ts'
import { CallChunks } from './call-chunks.ts'
import { type ChunkText, createChunkText, jsonText } from './chunk.ts'
import type { EncoderOptions } from './stream.ts'

const finishReasons = {
  stop: 'stop',
  length: 'length',
  'content-filter': 'content_filter',
  refusal: 'content_filter',
  // The answer is not whole, and no other word says so.
  pause: 'length',
} as const satisfies Record<Exclude<FinishReason, 'tool-calls'>, string>

const none: readonly Frame[] = []
const roleDelta = '{"role":"assistant","content":""}'

/** Which chunks of one stream have been sent. */
export class ChunkStream {
  readonly #options: EncoderOptions
  #chunks: ChunkText | undefined
  /** Choices below this one have said their role. */
  #roles = 0
  readonly #calls: CallChunks

  constructor(options: EncoderOptions) {
    this.#options = options
    this.#calls = new CallChunks(options.callStyle)
  }

  start({ id, model }: StartEvent): void {
    this.#chunks = this.#createText(id, model)
  }

  delta(choice: number, delta: string): readonly Frame[] {
    const frame = { data: this.#text.choice(choice, delta) }
    return choice < this.#roles ? [frame] : [...this.#roleFrames(choice), frame]
  }

  startCall(event: ToolCallStartEvent): void {
    this.#calls.start(event)
  }

  callArguments(choice: number, piece: string): readonly Frame[] {
    return this.#callFrames(choice, this.#calls.piece(choice, piece))
  }

  endCall(choice: number): readonly Frame[] {
    return this.#callFrames(choice, this.#calls.end(choice))
  }

  #callFrames(choice: number, delta: string | undefined): readonly Frame[] {
    return delta === undefined ? none : this.delta(choice, delta)
  }

  finish({ choices, usage }: FinishEvent, includeUsage: boolean): readonly Frame[] {
    const last = choices.at(-1)?.choice ?? 0
    const usageFrames = includeUsage && usage ? [{ data: this.#text.usage(JSON.stringify(encodeUsage(usage))) }] : none
    return [
      ...this.#roleFrames(last),
      ...choices.map((choice) => this.#finishFrame(choice)),
      ...usageFrames,
      { data: doneMarker },
    ]
  }

  #finishFrame({ choice, reason, extensions }: ChoiceFinish): Frame {
    const google = extensions?.gemini
    const extra = google ? `,"extra_content":${jsonText({ google })}` : ''
    return { data: this.#text.choice(choice, '{}', `,"finish_reason":"${this.#reasonWord(reason)}"${extra}`) }
  }

  /** The word for calls is the name of the member that holds them. */
  #reasonWord(reason: FinishReason): string {
    return reason === 'tool-calls' ? this.#options.callStyle : finishReasons[reason]
  }

  /** The Python helper crashes on a first chunk for choice 1 before one for choice 0. */
  #roleFrames(choice: number): readonly Frame[] {
    const frames: Frame[] = []
    const upTo = Math.max(choice, this.#options.choices - 1)
    for (; this.#roles <= upTo; this.#roles++) frames.push({ data: this.#text.choice(this.#roles, roleDelta) })
    return frames
  }

  get #text(): ChunkText {
    this.#chunks ??= this.#createText(undefined, undefined)
    return this.#chunks
  }

  #createText(id: string | undefined, ran: string | undefined): ChunkText {
    const { sources, model, includeUsage, answerModel } = this.#options
    const suffix = id === undefined ? sources.randomId() : wellFormedText(id)
    return createChunkText({
      id: `chatcmpl-${suffix}`,
      created: sources.createdAt,
      model: wellFormedText(answerModel === 'vendor' ? (ran ?? model) : model),
      includeUsage,
    })
  }
}
