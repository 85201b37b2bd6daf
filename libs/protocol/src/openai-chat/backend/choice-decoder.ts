import type { Signature } from '../../canonical/blocks.ts'
import type { StreamEvent } from '../../canonical/event.ts'
import type { Sources } from '../../codec.ts'
import type { Decoding } from '../../decoding.ts'
import type { JsonObject } from '../../json/json.ts'
import { wellFormedText } from '../../well-formed.ts'
import { type CallSlot, CallSlots } from '../call-slots.ts'
import { badAnswer } from '../outcome.ts'
import { contentText, contentThought, objectOf, objectsOf, signatureOf, stringOf } from '../wire.ts'
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
  #open: TextKind | 'tool-call' | undefined
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

  *#call(fragment: JsonObject): Iterable<StreamEvent> {
    const { slot, piece } = this.#calls.add(fragment)
    const state = this.#stateOf(slot)
    state.signature ??= signatureOf(fragment)
    if (state.started) {
      if (piece !== '') yield this.#argumentsDelta(piece)
      return
    }
    state.held += piece
    this.#held.count(piece)
    if (this.#isFirst(slot) && slot.name !== '') yield* this.#start(slot)
  }

  /** Whether no other call can come before this one. */
  #isFirst(slot: CallSlot): boolean {
    return this.#calls.ordered()[0] === slot && (slot.index ?? 0) === 0
  }

  *#start(slot: CallSlot): Iterable<StreamEvent> {
    if (slot.name === '') throw badAnswer('a tool call that has no name')
    yield* this.#close()
    const state = this.#stateOf(slot)
    state.started = true
    this.#open = 'tool-call'
    yield {
      type: 'tool-call-start',
      choice: this.#choice,
      id: wellFormedText(slot.id) || `call_${this.#sources.randomId()}`,
      name: wellFormedText(this.#decoding.toolNames.get(slot.name)?.name ?? slot.name),
      signature: state.signature,
    }
    if (state.held !== '') yield this.#argumentsDelta(state.held)
    state.held = ''
  }

  #argumentsDelta(piece: string): StreamEvent {
    return { type: 'tool-call-delta', choice: this.#choice, arguments: piece }
  }

  *#close(): Iterable<StreamEvent> {
    const open = this.#open
    this.#open = undefined
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

/** `reasoning` is OpenRouter's name; vendors that send both say the same twice. */
function thoughtOf({ reasoning_content: thought, reasoning, content }: JsonObject): string {
  return stringOf(thought) ?? stringOf(reasoning) ?? contentThought(content)
}
