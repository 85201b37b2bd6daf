import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'

/** Strings that name something: a later one replaces, it does not continue. */
const labels = new Set(['role', 'type', 'id', 'name', 'format', 'object', 'model'])

/**
 * Adds a delta's member to what came before, as OpenAI's own SDKs do: texts join, lists join or merge by the `index` of
 * their items, objects merge, and of everything else the last one stands. `null` says nothing.
 */
export function mergeMember(name: string, before: Json | undefined, piece: Json): Json {
  if (piece === null) return before ?? null
  if (before === undefined || before === null) return Array.isArray(piece) ? addToList([], piece) : piece
  if (typeof before === 'string' && typeof piece === 'string')
    return labels.has(name) ? piece || before : before + piece
  if (Array.isArray(before) && Array.isArray(piece)) return addToList(before, piece)
  // Two signatures are two signatures: they never join.
  if (isJsonObject(before) && isJsonObject(piece)) {
    return name === 'extra_content' ? mergeExtraContent(before, piece) : mergeMembers(before, piece)
  }
  return piece
}

export function mergeMembers(before: JsonObject, delta: JsonObject): JsonObject {
  const merged = { ...before }
  for (const [name, piece] of Object.entries(delta)) merged[name] = mergeMember(name, merged[name], piece)
  return merged
}

/** Of each vendor's part of `extra_content`, the last word per member stands. */
export function mergeExtraContent(before: JsonObject, later: JsonObject): JsonObject {
  const merged = { ...before }
  for (const [vendor, members] of Object.entries(later)) {
    const known = merged[vendor]
    merged[vendor] = isJsonObject(known) && isJsonObject(members) ? { ...known, ...members } : members
  }
  return merged
}

/** Grows `merged` in place: a long answer's logprobs come in thousands of pieces. */
function addToList(merged: Json[], pieces: readonly Json[]): Json[] {
  for (const piece of pieces) {
    const place = isIndexed(piece) ? merged.findIndex((item) => isIndexed(item) && item.index === piece.index) : -1
    const known = merged[place]
    if (isJsonObject(known) && isIndexed(piece)) merged[place] = { ...mergeMembers(known, piece), index: piece.index }
    else merged.push(piece)
  }
  return merged
}

function isIndexed(item: Json): item is JsonObject & { index: number } {
  return isJsonObject(item) && typeof item.index === 'number'
}
