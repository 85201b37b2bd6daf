import type { Json } from '../../json/json.ts'

/** With the `u` flag this matches lone halves only. (String's own `toWellFormed` is younger than ES2023.) */
const loneSurrogates = /\p{Surrogate}/gu

/** The text with every lone surrogate replaced by U+FFFD. */
export function wellFormedText(text: string): string {
  return text.replace(loneSurrogates, '\uFFFD')
}

/**
 * As `wellFormedText`, for every string of a value, keys included. Clients and models cut text inside a pair,
 * JSON.stringify writes the half as an escape, and strict parsers refuse the whole body for it.
 */
export function wellFormed<T extends Json>(value: T): T
export function wellFormed(value: Json): Json {
  return isWellFormed(value) ? value : repaired(value)
}

export function isWellFormed(value: Json): boolean {
  if (typeof value === 'string') return value.search(loneSurrogates) === -1
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(isWellFormed)
  return Object.entries(value).every(([key, member]) => isWellFormed(key) && isWellFormed(member))
}

function repaired(value: Json): Json {
  if (typeof value === 'string') return wellFormedText(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(repaired)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [wellFormedText(key), repaired(member)]))
}
