import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'
import { isSaid } from '../wire.ts'

/** Strings that name something: a later one replaces, it does not continue. */
const labels = new Set(['role', 'type', 'id', 'name', 'format', 'object', 'model', 'url', 'mime_type'])

/** Lists whose items come again with all that they said before (Groq's built-in tools, with their output behind). */
const repeats = new Set(['executed_tools'])

/**
 * Adds a delta's members to what was gathered, as OpenAI's own SDKs do: texts join, lists join or merge item by item,
 * objects merge, and of everything else the last one stands. `null` says nothing. Takes copies: what is gathered grows in
 * place, and a long answer comes in many thousands of pieces.
 */
export function mergeInto(gathered: JsonObject, delta: JsonObject): void {
  for (const [name, piece] of Object.entries(delta)) gathered[name] = merged(name, gathered[name], piece)
}

function merged(name: string, before: Json | undefined, piece: Json): Json {
  if (piece === null) return before ?? null
  if (before === undefined || before === null) return copied(piece)
  if (typeof before === 'string' && typeof piece === 'string')
    return labels.has(name) ? piece || before : before + piece
  if (Array.isArray(before) && Array.isArray(piece))
    return addItems(before, piece, repeats.has(name) ? assignSaid : mergeInto)
  if (!isJsonObject(before) || !isJsonObject(piece)) return copied(piece)
  if (name === 'extra_content') mergeExtraContent(before, piece)
  else mergeInto(before, piece)
  return before
}

/** Of each vendor's part, the last word per member stands: two signatures are two signatures, they never join. */
export function mergeExtraContent(gathered: JsonObject, later: JsonObject): void {
  for (const [vendor, members] of Object.entries(later)) {
    const known = gathered[vendor]
    gathered[vendor] = isJsonObject(known) && isJsonObject(members) ? { ...known, ...members } : members
  }
}

/**
 * Members that a stream repeats: the last value stands, but an empty one does not undo what was said (Azure's first chunk
 * has an empty id), and an object that comes in several chunks is one (Groq's `x_groq` has `seed` in the first).
 */
export function assignSaid(target: JsonObject, members: JsonObject): void {
  for (const [name, value] of Object.entries(members)) {
    const before = target[name]
    if (isJsonObject(before) && isJsonObject(value)) assignSaid(before, value)
    else if (before === undefined || (isSaid(value) && value !== 0)) target[name] = copied(value)
  }
}

function copied(value: Json): Json {
  if (Array.isArray(value)) return addItems([], value)
  return isJsonObject(value) ? copiedObject(value) : value
}

function copiedObject(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, copied(item)]))
}

/** Where the items of a list are that say an `index`. */
const places = new WeakMap<Json[], Map<string, JsonObject>>()

/** An item continues the one of its `index` and `type`: OpenRouter numbers a summary and its encrypted form alike. */
function addItems(items: Json[], pieces: readonly Json[], goOn = mergeInto): Json[] {
  for (const piece of pieces) {
    if (isIndexed(piece)) addIndexed(items, piece, goOn)
    else items.push(copied(piece))
  }
  return items
}

function addIndexed(items: Json[], piece: IndexedItem, goOn: typeof mergeInto): void {
  const { index, type } = piece
  const known = places.get(items) ?? new Map<string, JsonObject>()
  places.set(items, known)
  const typed = `${index} ${type}`
  const latest = known.get(`${index}`)
  const same = known.get(typed) ?? (type === undefined || latest?.type === undefined ? latest : undefined)
  if (same) goOn(same, { ...piece, index: null })
  const item = same ?? copiedObject(piece)
  if (!same) items.push(item)
  known.set(typed, item).set(`${index}`, item)
}

type IndexedItem = JsonObject & { readonly index: number }

function isIndexed(item: Json): item is IndexedItem {
  return isJsonObject(item) && typeof item.index === 'number'
}
