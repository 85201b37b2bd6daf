import type { ChoiceFinish, FinishEvent, FinishReason, StartEvent, ToolCallStartEvent } from '../../canonical/event.ts'
import type { Frame } from '../../codec.ts'
import { wellFormedText } from '../../well-formed.ts'
import { encodeUsage } from '../usage.ts'
import { doneMarker } from '../wire.ts'
import { type ChunkText, createChunkText, jsonText, signatureMember, textJson } from './chunk.ts'
import type { EncoderOptions } from './stream.ts'

const finishReasons = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
  refusal: 'content_filter',
  // The answer is not whole, and no other word says so.
  pause: 'length',
} as const satisfies Record<FinishReason, string>

const none: readonly Frame[] = []
const roleDelta = '{"role":"assistant","content":""}'

/** Which chunks of one stream have been sent. */
export class ChunkStream {
  readonly #options: EncoderOptions
  #chunks: ChunkText | undefined
  /** Choices below this one have said their role. */
  #roles = 0
  /** Calls per choice. */
  readonly #calls = new Map<number, number>()
  /** The open call of each choice is one of a custom tool. */
  readonly #custom = new Map<number, boolean>()
  /** Calls that wait for the first piece of their arguments: SDKs want both in one delta. */
  readonly #waiting = new Map<number, ToolCallStartEvent>()

  constructor(options: EncoderOptions) {
    this.#options = options
  }

  start({ id, model }: StartEvent): void {
    this.#chunks = this.#createText(id, model)
  }

  delta(choice: number, delta: string): readonly Frame[] {
    const frame = { data: this.#text.choice(choice, delta) }
    return choice < this.#roles ? [frame] : [...this.#roleFrames(choice), frame]
  }

  startCall(event: ToolCallStartEvent): void {
    this.#calls.set(event.choice, (this.#calls.get(event.choice) ?? 0) + 1)
    this.#custom.set(event.choice, event.custom ?? false)
    this.#waiting.set(event.choice, event)
  }

  callArguments(choice: number, piece: string): readonly Frame[] {
    const index = (this.#calls.get(choice) ?? 1) - 1
    const start = this.#waiting.get(choice)
    this.#waiting.delete(choice)
    const call = start ? wholeCall(start, index, piece) : callPiece(index, piece, this.#custom.get(choice) ?? false)
    return this.delta(choice, `{"tool_calls":[${call}]}`)
  }

  /** A function's call without arguments has an empty object: '' is no JSON. */
  endCall(choice: number): readonly Frame[] {
    if (!this.#waiting.has(choice)) return none
    return this.callArguments(choice, this.#custom.get(choice) ? '' : '{}')
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
    return { data: this.#text.choice(choice, '{}', `,"finish_reason":"${finishReasons[reason]}"${extra}`) }
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

function wholeCall({ id, name, custom, signature }: ToolCallStartEvent, index: number, text: string): string {
  const member = signatureMember(signature)
  const extra = member === '' ? '' : `,${member}`
  const definition = custom
    ? `"type":"custom","custom":{"name":${textJson(name)},"input":${textJson(text)}}`
    : `"type":"function","function":{"name":${textJson(name)},"arguments":${textJson(text)}}`
  return `{"index":${index},"id":${textJson(id)},${definition}${extra}}`
}

function callPiece(index: number, piece: string, custom: boolean): string {
  const text = textJson(piece)
  return custom
    ? `{"index":${index},"custom":{"input":${text}}}`
    : `{"index":${index},"function":{"arguments":${text}}}`
}
