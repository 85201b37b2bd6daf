import { isJsonObject, type Json, type JsonObject } from '../json/json.ts'
import { WholeObject } from '../json/whole-object.ts'
import { objectOf, stringOf } from './wire.ts'

/** One call of an answer, gathered from its fragments. */
export interface CallSlot {
  /** The vendor's index, when it gave one. */
  readonly index: number | undefined
  /** '' until the vendor says it. */
  id: string
  name: string
  /** The text of a custom tool's call stands here too. */
  arguments: string
  custom: boolean
}

interface CallFragment {
  readonly slot: CallSlot
  /** What this fragment adds to the arguments. */
  readonly piece: string
}

/**
 * Finds the call that a `tool_calls` fragment belongs to. OpenAI numbers calls; others send no index, or index 0 for
 * every call, and tell calls apart by id or by a new name only.
 */
export class CallSlots {
  readonly #slots: CallSlot[] = []
  /** The last call of each index. */
  readonly #byIndex = new Map<number, CallSlot>()
  readonly #progress = new WeakMap<CallSlot, WholeObject>()
  #first: CallSlot | undefined
  #firstRank = Number.POSITIVE_INFINITY

  get size(): number {
    return this.#slots.length
  }

  /** By index, then in the order they came. */
  ordered(): readonly CallSlot[] {
    const places = this.#slots.map((slot, place) => ({ slot, rank: slot.index ?? place }))
    return places.toSorted((a, b) => a.rank - b.rank).map(({ slot }) => slot)
  }

  /** The first of `ordered`. */
  get first(): CallSlot | undefined {
    return this.#first
  }

  add(fragment: JsonObject): CallFragment {
    const custom = customOf(fragment)
    const definition = custom ?? objectOf(fragment.function) ?? {}
    const id = stringOf(fragment.id) ?? ''
    const name = stringOf(definition.name) ?? ''
    const piece = argumentsText(custom ? custom.input : definition.arguments)
    const index = indexOf(fragment.index)
    const last = index === undefined ? this.#slots.at(-1) : this.#byIndex.get(index)
    const slot = last && !this.#beginsAnother(last, id, name) ? last : this.#open(index)
    slot.id ||= id
    slot.name ||= name
    slot.arguments += piece
    this.#progress.get(slot)?.add(piece)
    slot.custom ||= custom !== undefined
    return { slot, piece }
  }

  #open(index: number | undefined): CallSlot {
    const slot: CallSlot = { index, id: '', name: '', arguments: '', custom: false }
    const place = this.#slots.push(slot) - 1
    this.#progress.set(slot, new WholeObject())
    if (index !== undefined) this.#byIndex.set(index, slot)
    if ((index ?? place) < this.#firstRank) {
      this.#first = slot
      this.#firstRank = index ?? place
    }
    return slot
  }

  /** A fragment without a name continues a call, even under a new id: some vendors make one per fragment. */
  #beginsAnother(last: CallSlot, id: string, name: string): boolean {
    if (name === '' || last.name === '') {
      return id !== '' && last.id !== '' && id !== last.id && last.index === undefined
    }
    if (id !== '' && last.id !== '') return id !== last.id
    return this.#progress.get(last)?.isWhole ?? false
  }
}

/** What a fragment says of a custom tool's call. Snowflake sends an empty `custom` beside every function. */
function customOf({ type, custom, function: definition }: JsonObject): JsonObject | undefined {
  return type === 'custom' || definition === undefined ? objectOf(custom) : undefined
}

function indexOf(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined
}

/** Some vendors send the arguments parsed. */
function argumentsText(value: Json | undefined): string {
  if (typeof value === 'string') return value
  return isJsonObject(value) ? JSON.stringify(value) : ''
}
