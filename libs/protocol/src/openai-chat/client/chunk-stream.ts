import type { Citation } from '../../canonical/blocks.ts'
import type {
  ChoiceFinish,
  FinishEvent,
  FinishReason,
  MediaEvent,
  StartEvent,
  ToolCallStartEvent,
} from '../../canonical/event.ts'
import type { Frame } from '../../codec.ts'
import type { JsonObject } from '../../json/json.ts'
import { wellFormedText } from '../../well-formed.ts'
import { encodeUsage } from '../usage.ts'
import { doneMarker } from '../wire.ts'
import { annotation } from './annotation.ts'
import { CallChunks } from './call-chunks.ts'
import { type ChunkText, createChunkText, jsonText, textJson } from './chunk.ts'
import { logprobsJson } from './logprobs.ts'
import { imageItem, soundMember } from './media.ts'
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
  /** Choices whose model has said its refusal. */
  readonly #refused = new Set<number>()
  readonly #cited = new Map<number, JsonObject[]>()
  readonly #images = new Map<number, number>()

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
      ...choices.flatMap((choice) => [
        ...this.#citations(choice.choice),
        ...this.#reasons(choice),
        this.#finishFrame(choice),
      ]),
      ...usageFrames,
      { data: doneMarker },
    ]
  }

  refusal(choice: number, text: string): readonly Frame[] {
    this.#refused.add(choice)
    return this.delta(choice, `{"refusal":${textJson(text)}}`)
  }

  /** A vendor that refuses without a word of the model (Anthropic) says why with the end. */
  #reasons({ choice, reason, details }: ChoiceFinish): readonly Frame[] {
    const why = reason === 'refusal' && !this.#refused.has(choice) ? details?.explanation : undefined
    return why ? this.refusal(choice, why) : none
  }

  /** Said with the finish: some vendors name their sources again and again. */
  cite(choice: number, citation: Citation): void {
    const cited = this.#cited.get(choice)
    if (cited) cited.push(annotation(citation))
    else this.#cited.set(choice, [annotation(citation)])
  }

  #citations(choice: number): readonly Frame[] {
    const cited = this.#cited.get(choice)
    return cited ? this.delta(choice, `{"annotations":${jsonText(cited)}}`) : none
  }

  /** A picture or sound as a delta; undefined for other media. */
  media(event: MediaEvent): readonly Frame[] | undefined {
    const sound = soundMember(event, this.#options.sources.createdAt)
    if (sound !== undefined) return this.delta(event.choice, sound)
    const index = this.#images.get(event.choice) ?? 0
    const item = imageItem(event, index)
    if (item === undefined) return undefined
    this.#images.set(event.choice, index + 1)
    return this.delta(event.choice, `{"images":[${item}]}`)
  }

  #finishFrame({ choice, reason, extensions, logprobs }: ChoiceFinish): Frame {
    const google = extensions?.gemini
    const delta = google ? `{"extra_content":${jsonText({ google })}}` : '{}'
    const tokens = logprobs ? `,"logprobs":${jsonText(logprobsJson(logprobs))}` : ''
    return { data: this.#text.choice(choice, delta, `${tokens},"finish_reason":"${this.#reasonWord(reason)}"`) }
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
