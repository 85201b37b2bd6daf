import type { Json } from './json/json.ts'

/** With the `u` flag this matches lone halves only. (String's own `toWellFormed` is younger than ES2023.) */
const loneSurrogate = /\p{Surrogate}/u
const loneSurrogates = /\p{Surrogate}/gu

/** The text with U+FFFD for every lone surrogate: strict parsers refuse the escape that JSON.stringify makes of one. */
export function wellFormedText(text: string): string {
  return loneSurrogate.test(text) ? text.replace(loneSurrogates, '\uFFFD') : text
}

/** Whether no string of the value, keys included, has a lone surrogate: clients and models cut text inside a pair. */
export function isWellFormed(value: Json): boolean {
  if (typeof value === 'string') return !loneSurrogate.test(value)
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(isWellFormed)
  return Object.entries(value).every(([key, member]) => isWellFormed(key) && isWellFormed(member))
}

/** As `wellFormedText`, for every key and string of a value. The value itself is given back when nothing is wrong. */
export function wellFormed<T extends Json>(value: T): T
export function wellFormed(value: Json): Json {
  return isWellFormed(value) ? value : repaired(value)
}

function repaired(value: Json): Json {
  if (typeof value === 'string') return wellFormedText(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(repaired)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [wellFormedText(key), repaired(member)]))
}
