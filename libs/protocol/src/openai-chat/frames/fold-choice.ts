import { joinedBase64 } from '../../base64.ts'
import type { FrameMaker } from '../../codec.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'
import { type CallSlot, CallSlots } from '../call-slots.ts'
import { deltaOf, finishReasonOf, isSaid, objectOf, objectsOf } from '../wire.ts'
import { FoldedContent } from './fold-content.ts'
import { assignSaid, mergeExtraContent, mergeInto } from './merge.ts'

/** Members of a call that `CallSlots` gathers. */
const slotMembers = new Set(['index', 'id', 'function'])

/** Members of a chunk's choice that are read elsewhere, or that say the piece of text again (Together's `text`). */
const readElsewhere = new Set(['index', 'delta', 'message', 'text', 'finish_reason', 'usage', 'extra_content'])

/** Members that each chunk goes on with; of every other one the last value stands. */
const growing = new Set(['logprobs', 'token_ids'])

/** One choice of a chat completion, gathered from its chunks. */
export class FoldedChoice {
  readonly #index: number
  readonly #maker: FrameMaker
  readonly #content = new FoldedContent()
  readonly #calls = new CallSlots()
  readonly #callMembers = new Map<CallSlot, JsonObject>()
  readonly #message: JsonObject = {}
  readonly #members: JsonObject = {}
  readonly #extraContent: JsonObject = {}
  readonly #audioData: string[] = []
  #finishReason: string | undefined

  constructor(index: number, maker: FrameMaker) {
    this.#index = index
    this.#maker = maker
  }

  add(choice: JsonObject): void {
    this.#addDelta(deltaOf(choice) ?? {})
    this.#finishReason = finishReasonOf(choice) ?? this.#finishReason
    this.#addExtra(choice.extra_content)
    for (const [name, value] of Object.entries(choice)) {
      if (growing.has(name)) mergeInto(this.#members, { [name]: value })
      else if (!readElsewhere.has(name)) assignSaid(this.#members, { [name]: value })
    }
  }

  result(): JsonObject {
    const { role = 'assistant', audio, ...others } = this.#message
    const calls = this.#calls.ordered().map((slot) => this.#call(slot))
    const isHouse = this.#maker === 'house'
    const message: JsonObject = {
      role,
      content: this.#saidContent() ?? this.#emptyContent(),
      ...(isHouse && { refusal: null }),
      ...others,
      ...(audio !== undefined && { audio: this.#audio(audio) }),
      ...(calls.length > 0 && { tool_calls: calls }),
      ...(isSaid(this.#extraContent) && { extra_content: this.#extraContent }),
    }
    const head = { index: this.#index, message, ...(isHouse && { logprobs: null }) }
    return { ...head, finish_reason: this.#finishReason ?? null, ...this.#members }
  }

  #addDelta({ index: _, content, tool_calls: calls, extra_content: extra, ...said }: JsonObject): void {
    const data = objectOf(said.audio)?.data
    if (typeof data === 'string') this.#audioData.push(data)
    this.#content.add(content)
    mergeInto(this.#message, said)
    for (const fragment of objectsOf(calls)) this.#addCall(fragment)
    this.#addExtra(extra)
  }

  #addCall(fragment: JsonObject): void {
    const { slot } = this.#calls.add(fragment)
    const members = this.#callMembers.get(slot) ?? {}
    this.#callMembers.set(slot, members)
    const others = Object.entries(fragment).filter(([name]) => !slotMembers.has(name))
    mergeInto(members, Object.fromEntries(others))
  }

  /** A call of a custom tool has no function. */
  #call(slot: CallSlot): JsonObject {
    const { type = 'function', ...others } = this.#callMembers.get(slot) ?? {}
    const definition = { name: slot.name, arguments: slot.arguments }
    return { id: slot.id, type, ...(type !== 'custom' && { function: definition }), ...others }
  }

  /** Each piece of `data` was encoded, and padded, on its own. */
  #audio(audio: Json): Json {
    return isJsonObject(audio) && audio.data !== undefined ? { ...audio, data: joinedBase64(this.#audioData) } : audio
  }

  /** Chunks put a finish's `extra_content` on the choice and a text's on the delta; a whole answer has it in the message. */
  #addExtra(extra: Json | undefined): void {
    if (isJsonObject(extra)) mergeExtraContent(this.#extraContent, extra)
  }

  /** Vendors that say '' beside a call say so in their whole answers too (DeepSeek, Mistral, Ollama). */
  #saidContent(): Json | undefined {
    const content = this.#content.value
    return content === '' && this.#maker === 'house' ? undefined : content
  }

  /** OpenAI has null where something else stands in place of text, and '' where the model said nothing. */
  #emptyContent(): string | null {
    const { refusal, audio, function_call: older } = this.#message
    const elsewhere = this.#calls.size > 0 || [refusal, audio, older].some(isSaid)
    return elsewhere || this.#finishReason?.startsWith('content_filter') ? null : ''
  }
}
