import type { Json } from '../json/json.ts'

/** With the `u` flag this matches lone halves only. (String's own `toWellFormed` is younger than ES2023.) */
const loneSurrogate = /\p{Surrogate}/u
const loneSurrogates = /\p{Surrogate}/gu

/** The text with U+FFFD for every lone surrogate: strict parsers refuse the escape that JSON.stringify makes of one. */
export function wellFormedText(text: string): string {
  return loneSurrogate.test(text) ? text.replace(loneSurrogates, '\uFFFD') : text
}

/** As `wellFormedText`, for every key and string of a value. The value itself is given back when nothing is wrong. */
export function wellFormed<T extends Json>(value: T): T
export function wellFormed(value: Json): Json {
  if (typeof value === 'string') return wellFormedText(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return repairedArray(value)
  const entries = Object.entries(value)
  const repaired = entries.map(([key, member]): [string, Json] => [wellFormedText(key), wellFormed(member)])
  const same = entries.every(([key, member], at) => repaired[at]?.[0] === key && repaired[at]?.[1] === member)
  return same ? value : Object.fromEntries(repaired)
}

function repairedArray(items: Json[]): Json[] {
  const repaired = items.map((item) => wellFormed(item))
  return items.every((item, at) => repaired[at] === item) ? items : repaired
}
