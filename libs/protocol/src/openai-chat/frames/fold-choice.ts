import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'
import { type CallSlot, CallSlots } from '../call-slots.ts'
import { finishReasonOf, isSaid, objectOf, objectsOf } from '../wire.ts'
import { mergeExtraContent, mergeMember, mergeMembers } from './merge.ts'

/** Members of a call that `CallSlots` gathers. */
const slotMembers = new Set(['index', 'id', 'function'])

/** One choice of a chat completion, gathered from its chunks. */
export class FoldedChoice {
  readonly #index: number
  readonly #calls = new CallSlots()
  readonly #callMembers = new Map<CallSlot, JsonObject>()
  #message: JsonObject = {}
  #members: JsonObject = {}
  #logprobs: JsonObject | undefined
  #finishReason: string | undefined
  #extraContent: JsonObject = {}

  constructor(index: number) {
    this.#index = index
  }

  add(choice: JsonObject): void {
    const { index: _, delta, finish_reason: __, logprobs, extra_content: extra, ...members } = choice
    this.#addDelta(objectOf(delta) ?? {})
    this.#finishReason = finishReasonOf(choice) ?? this.#finishReason
    if (isJsonObject(logprobs)) this.#logprobs = mergeMembers(this.#logprobs ?? {}, logprobs)
    this.#addExtra(extra)
    for (const [name, value] of Object.entries(members)) {
      if (isSaid(value) || this.#members[name] === undefined) this.#members[name] = value
    }
  }

  result(): JsonObject {
    const { role = 'assistant', content, refusal, ...others } = this.#message
    const calls = this.#calls.ordered().map((slot) => this.#call(slot))
    const message: JsonObject = {
      role,
      content: isSaid(content) ? (content ?? null) : this.#emptyContent(),
      refusal: isSaid(refusal) ? (refusal ?? null) : null,
      ...others,
      ...(calls.length > 0 && { tool_calls: calls }),
      ...(isSaid(this.#extraContent) && { extra_content: this.#extraContent }),
    }
    return {
      index: this.#index,
      message,
      logprobs: this.#logprobs ?? null,
      finish_reason: this.#finishReason ?? null,
      ...this.#members,
    }
  }

  #addDelta({ tool_calls: calls, extra_content: extra, ...said }: JsonObject): void {
    this.#message = mergeMembers(this.#message, said)
    for (const fragment of objectsOf(calls)) this.#addCall(fragment)
    this.#addExtra(extra)
  }

  #addCall(fragment: JsonObject): void {
    const { slot } = this.#calls.add(fragment)
    const members = this.#callMembers.get(slot) ?? {}
    const others = Object.entries(fragment).filter(([name]) => !slotMembers.has(name))
    for (const [name, piece] of others) members[name] = mergeMember(name, members[name], piece)
    this.#callMembers.set(slot, members)
  }

  #call(slot: CallSlot): JsonObject {
    const { type, ...others } = this.#callMembers.get(slot) ?? {}
    const definition = { name: slot.name, arguments: slot.arguments }
    return { id: slot.id, type: type ?? 'function', function: definition, ...others }
  }

  /** Chunks put a finish's `extra_content` on the choice and a text's on the delta; a whole answer has it in the message. */
  #addExtra(extra: Json | undefined): void {
    if (isJsonObject(extra)) this.#extraContent = mergeExtraContent(this.#extraContent, extra)
  }

  /** OpenAI has null where something else stands in place of text, and '' where the model said nothing. */
  #emptyContent(): string | null {
    const { refusal, audio, function_call: older } = this.#message
    const elsewhere = this.#calls.size > 0 || [refusal, audio, older].some(isSaid)
    return elsewhere || this.#finishReason?.startsWith('content_filter') ? null : ''
  }
}
