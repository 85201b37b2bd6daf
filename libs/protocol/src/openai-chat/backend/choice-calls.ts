import { CallIds } from '../../call-ids.ts'
import type { Signature } from '../../canonical/blocks.ts'
import type { StreamEvent } from '../../canonical/event.ts'
import type { Sources } from '../../codec.ts'
import { inputOfArguments } from '../../custom-tools.ts'
import type { ClientTool, Decoding } from '../../decoding.ts'
import type { JsonObject } from '../../json/json.ts'
import { wellFormedText } from '../../well-formed.ts'
import { type CallSlot, CallSlots } from '../call-slots.ts'
import { badAnswer } from '../outcome.ts'
import { signatureOf } from '../wire.ts'

/** What is known of a call beside its fragments. */
interface CallState {
  isStarted: boolean
  /** Arguments that came before the call's turn, or that mean something only when they are whole. */
  held: string
  signature: Signature | undefined
}

/** The calls of one choice: what each of them has said, and the events that say it. */
export class ChoiceCalls {
  readonly #choice: number
  readonly #toolNames: Decoding['toolNames']
  readonly #ids: CallIds
  readonly #slots = new CallSlots()
  readonly #states = new Map<CallSlot, CallState>()

  constructor(choice: number, { toolNames }: Decoding, sources: Sources) {
    this.#choice = choice
    this.#toolNames = toolNames
    this.#ids = new CallIds(sources)
  }

  get size(): number {
    return this.#slots.size
  }

  /** Calls that are still to be started, in order; of the first only, where the client takes one. */
  waiting(firstOnly: boolean): readonly CallSlot[] {
    const calls = this.#slots.ordered()
    return (firstOnly ? calls.slice(0, 1) : calls).filter((slot) => !this.#stateOf(slot).isStarted)
  }

  /** Takes a fragment. Gives the call that it belongs to, and the piece of it that is to be said now. */
  add(fragment: JsonObject): { readonly slot: CallSlot; readonly said: string; readonly held: string } {
    const { slot, piece } = this.#slots.add(fragment)
    const state = this.#stateOf(slot)
    state.signature ??= signatureOf(fragment)
    if (state.isStarted && !this.#isWrapped(slot)) return { slot, said: piece, held: '' }
    state.held += piece
    return { slot, said: '', held: piece }
  }

  /** Whether the call waits for nothing: no other one can come before it. */
  mayStart(slot: CallSlot): boolean {
    if (this.#stateOf(slot).isStarted || slot.name === '') return false
    return this.#slots.first === slot && (slot.index ?? 0) === 0
  }

  /** @throws GatewayError bad-upstream-response for a nameless call. */
  *start(slot: CallSlot): Iterable<StreamEvent> {
    if (slot.name === '') throw badAnswer('a tool call that has no name')
    const state = this.#stateOf(slot)
    state.isStarted = true
    const tool = this.#toolOf(slot)
    yield {
      type: 'tool-call-start',
      choice: this.#choice,
      id: this.#ids.take(wellFormedText(slot.id)),
      ...tool,
      name: wellFormedText(tool.name),
      ...(slot.custom && { custom: true }),
      signature: state.signature,
    }
    if (!this.#isWrapped(slot)) yield* this.#release(state, state.held)
  }

  *more(piece: string): Iterable<StreamEvent> {
    if (piece !== '') yield { type: 'tool-call-delta', choice: this.#choice, arguments: piece }
  }

  *end(slot: CallSlot): Iterable<StreamEvent> {
    const state = this.#stateOf(slot)
    if (state.held !== '') yield* this.#release(state, inputOfArguments(state.held))
    yield { type: 'tool-call-end', choice: this.#choice }
  }

  *#release(state: CallState, text: string): Iterable<StreamEvent> {
    state.held = ''
    yield* this.more(text)
  }

  #toolOf({ name }: CallSlot): ClientTool {
    return this.#toolNames.get(name) ?? { name }
  }

  /** A custom tool's call that came as a function's: its text is known when its arguments are whole. */
  #isWrapped(slot: CallSlot): boolean {
    return !slot.custom && this.#toolOf(slot).custom === true
  }

  #stateOf(slot: CallSlot): CallState {
    const known = this.#states.get(slot)
    if (known) return known
    const state: CallState = { isStarted: false, held: '', signature: undefined }
    this.#states.set(slot, state)
    return state
  }
}
