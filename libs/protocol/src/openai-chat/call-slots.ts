import { isJsonObject, type Json, type JsonObject } from '../json/json.ts'
import { parseJson } from '../json/parse.ts'
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

  get size(): number {
    return this.#slots.length
  }

  /** By index, then in the order they came. */
  ordered(): readonly CallSlot[] {
    const places = this.#slots.map((slot, place) => ({ slot, rank: slot.index ?? place }))
    return places.toSorted((a, b) => a.rank - b.rank).map(({ slot }) => slot)
  }

  add(fragment: JsonObject): CallFragment {
    const custom = customOf(fragment)
    const definition = custom ?? objectOf(fragment.function) ?? {}
    const id = stringOf(fragment.id) ?? ''
    const name = stringOf(definition.name) ?? ''
    const piece = argumentsText(custom ? custom.input : definition.arguments)
    const index = indexOf(fragment.index)
    const last = index === undefined ? this.#slots.at(-1) : this.#slots.findLast((slot) => slot.index === index)
    const slot = last && !beginsAnother(last, id, name) ? last : this.#open(index)
    slot.id ||= id
    slot.name ||= name
    slot.arguments += piece
    slot.custom ||= custom !== undefined
    return { slot, piece }
  }

  #open(index: number | undefined): CallSlot {
    const slot: CallSlot = { index, id: '', name: '', arguments: '', custom: false }
    this.#slots.push(slot)
    return slot
  }
}

/** What a fragment says of a custom tool's call. Snowflake sends an empty `custom` beside every function. */
function customOf({ type, custom, function: definition }: JsonObject): JsonObject | undefined {
  return type === 'custom' || definition === undefined ? objectOf(custom) : undefined
}

/** A fragment without a name continues a call, even under a new id: some vendors make one per fragment. */
function beginsAnother(last: CallSlot, id: string, name: string): boolean {
  if (name === '' || last.name === '') return id !== '' && last.id !== '' && id !== last.id && last.index === undefined
  if (id !== '' && last.id !== '') return id !== last.id
  return isJsonObject(parseJson(last.arguments))
}

function indexOf(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined
}

/** Some vendors send the arguments parsed. */
function argumentsText(value: Json | undefined): string {
  if (typeof value === 'string') return value
  return isJsonObject(value) ? JSON.stringify(value) : ''
}
