import type { MediaContent, Signature } from '../../canonical/blocks.ts'
import type { StreamEvent } from '../../canonical/event.ts'
import type { Sources } from '../../codec.ts'
import { inputOfArguments } from '../../custom-tools.ts'
import type { ClientTool, Decoding } from '../../decoding.ts'
import type { JsonObject } from '../../json/json.ts'
import { wellFormedText } from '../../well-formed.ts'
import { type CallSlot, CallSlots } from '../call-slots.ts'
import { badAnswer } from '../outcome.ts'
import { contentText, objectOf, objectsOf, signatureOf, stringOf } from '../wire.ts'
import { citationsOf, imagesOf } from './decode-sources.ts'
import { saysCall, thoughtOf } from './delta.ts'
import type { SeenOutput } from './finish.ts'
import { HeldOutput, type TextKind } from './held-output.ts'

/** What is known of a call beside its fragments. */
interface CallState {
  started: boolean
  /** Arguments that came before the call's turn. */
  held: string
  signature: Signature | undefined
}

/**
 * The blocks of one choice. The first call runs as it comes; everything after it waits for the finish, because its
 * fragments may still come: vendors interleave parallel calls, and only the finish says that a call is whole.
 */
export class ChoiceDecoder {
  readonly #choice: number
  readonly #decoding: Decoding
  readonly #sources: Sources
  readonly #calls = new CallSlots()
  readonly #states = new Map<CallSlot, CallState>()
  readonly #held = new HeldOutput()
  readonly #heldImages: MediaContent[] = []
  readonly #ids = new Set<string>()
  #open: TextKind | 'tool-call' | undefined
  #openCall: CallSlot | undefined
  #refused = false

  constructor(choice: number, decoding: Decoding, sources: Sources) {
    this.#choice = choice
    this.#decoding = decoding
    this.#sources = sources
  }

  get seen(): SeenOutput {
    return { calls: this.#calls.size > 0, refusal: this.#refused }
  }

  /** @throws GatewayError bad-upstream-response when too much waits for an earlier block. */
  *delta(delta: JsonObject): Iterable<StreamEvent> {
    yield* this.#text('reasoning', thoughtOf(delta))
    yield* this.#text('text', contentText(delta.content))
    const refusal = stringOf(delta.refusal)
    if (refusal !== undefined) {
      this.#refused = true
      yield* this.#text('refusal', refusal)
    }
    const signature = signatureOf(delta)
    if (signature !== undefined) yield* this.#signature(signature)
    for (const citation of citationsOf(delta.annotations)) yield { type: 'citation', choice: this.#choice, citation }
    yield* this.#images(imagesOf(delta.images))
    for (const fragment of objectsOf(delta.tool_calls)) yield* this.#call(fragment)
    const older = objectOf(delta.function_call)
    if (older) yield* this.#call({ index: 0, function: older })
  }

  /** Ends what is open and gives what was held back. @throws GatewayError bad-upstream-response for a nameless call. */
  *finish(): Iterable<StreamEvent> {
    yield* this.#close()
    const calls = this.#calls.ordered()
    for (const slot of this.#decoding.firstCallOnly ? calls.slice(0, 1) : calls) {
      if (this.#stateOf(slot).started) continue
      yield* this.#start(slot)
      yield* this.#close()
    }
    for (const { kind, text } of this.#held.texts) yield* this.#textNow(kind, text)
    yield* this.#close()
    for (const image of this.#heldImages) yield* this.#image(image)
  }

  *#text(kind: TextKind, text: string): Iterable<StreamEvent> {
    if (text === '') return
    if (this.#calls.size === 0) yield* this.#textNow(kind, text)
    else this.#held.add(kind, text)
  }

  *#textNow(kind: TextKind, text: string): Iterable<StreamEvent> {
    const choice = this.#choice
    if (this.#open !== kind) {
      yield* this.#close()
      this.#open = kind
      yield { type: `${kind}-start`, choice }
    }
    yield { type: `${kind}-delta`, choice, text }
  }

  /** A signature belongs to the text before it, or stands alone; a signed text takes no more. */
  *#signature(signature: Signature): Iterable<StreamEvent> {
    if (this.#calls.size > 0) return
    const choice = this.#choice
    if (this.#open !== 'text') {
      yield* this.#close()
      yield { type: 'text-start', choice }
    }
    this.#open = undefined
    yield { type: 'text-end', choice, signature }
  }

  /** Like texts, pictures wait for calls whose fragments may still come. */
  *#images(images: readonly MediaContent[]): Iterable<StreamEvent> {
    if (this.#calls.size > 0) for (const image of images) this.#heldImages.push(image)
    else for (const image of images) yield* this.#image(image)
  }

  *#image(part: MediaContent): Iterable<StreamEvent> {
    yield* this.#close()
    yield { type: 'media', choice: this.#choice, part }
  }

  *#call(fragment: JsonObject): Iterable<StreamEvent> {
    if (!saysCall(fragment)) return
    const { slot, piece } = this.#calls.add(fragment)
    const state = this.#stateOf(slot)
    state.signature ??= signatureOf(fragment)
    if (state.started && !this.#isWrapped(slot)) {
      if (piece !== '') yield this.#argumentsDelta(piece)
      return
    }
    state.held += piece
    this.#held.count(piece)
    if (!state.started && this.#isFirst(slot) && slot.name !== '') yield* this.#start(slot)
  }

  /** Whether no other call can come before this one. */
  #isFirst(slot: CallSlot): boolean {
    return this.#calls.first === slot && (slot.index ?? 0) === 0
  }

  *#start(slot: CallSlot): Iterable<StreamEvent> {
    if (slot.name === '') throw badAnswer('a tool call that has no name')
    yield* this.#close()
    const state = this.#stateOf(slot)
    state.started = true
    this.#open = 'tool-call'
    this.#openCall = slot
    const tool = this.#toolOf(slot)
    yield {
      type: 'tool-call-start',
      choice: this.#choice,
      id: this.#idOf(slot),
      ...tool,
      name: wellFormedText(tool.name),
      ...(slot.custom && { custom: true }),
      signature: state.signature,
    }
    if (!this.#isWrapped(slot)) yield* this.#heldArguments(state)
  }

  /** Clients keep calls by their ids: a second call of one id gets its own. */
  #idOf({ id }: CallSlot): string {
    const given = wellFormedText(id)
    const free = given !== '' && !this.#ids.has(given) ? given : `call_${this.#sources.randomId()}`
    this.#ids.add(free)
    return free
  }

  #toolOf({ name }: CallSlot): ClientTool {
    return this.#decoding.toolNames.get(name) ?? { name }
  }

  /** A custom tool's call that came as a function's: its text is known when its arguments are whole. */
  #isWrapped(slot: CallSlot): boolean {
    return !slot.custom && this.#toolOf(slot).custom === true
  }

  *#heldArguments(state: CallState, read = (text: string) => text): Iterable<StreamEvent> {
    if (state.held !== '') yield this.#argumentsDelta(read(state.held))
    state.held = ''
  }

  #argumentsDelta(piece: string): StreamEvent {
    return { type: 'tool-call-delta', choice: this.#choice, arguments: piece }
  }

  *#close(): Iterable<StreamEvent> {
    const [open, call] = [this.#open, this.#openCall]
    this.#open = undefined
    this.#openCall = undefined
    if (call) yield* this.#heldArguments(this.#stateOf(call), inputOfArguments)
    if (open !== undefined) yield { type: `${open}-end`, choice: this.#choice }
  }

  #stateOf(slot: CallSlot): CallState {
    const known = this.#states.get(slot)
    if (known) return known
    const state: CallState = { started: false, held: '', signature: undefined }
    this.#states.set(slot, state)
    return state
  }
}
