import type { Json } from './json.ts'

/** A whole number of 16 digits and more, the digits behind a point left out. It may stand inside a string. */
const longDigits = /(?<![\d.])\d{16,}(?![\d.eE])/
const integer = /^-?\d+$/

/** Node's JSON writes such a value with the digits it was made of (TC39 "JSON.parse source text access"). */
const { rawJSON } = JSON as JSON & { rawJSON(text: string): Json }

/** Whether a JSON text may hold whole numbers that a double cannot: row ids, snowflakes. */
export function mayHoldLongIntegers(text: string): boolean {
  return longDigits.test(text)
}

/** Whether a JSON text holds such a number. False for what is no JSON. */
export function holdsLongIntegers(text: string): boolean {
  if (!mayHoldLongIntegers(text)) return false
  try {
    return JSON.stringify(parseKeepingDigits(text)) !== JSON.stringify(JSON.parse(text))
  } catch {
    return false
  }
}

/**
 * As `JSON.parse`, but whole numbers beyond 2^53 become values that `JSON.stringify` writes with their own digits. They
 * are no numbers: only for values that are handed on. @throws SyntaxError when the text is no JSON.
 */
export function parseKeepingDigits(text: string): Json {
  return JSON.parse(text, (_key, value: Json, context?: { readonly source?: string }) => {
    if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
    const source = context?.source ?? ''
    return integer.test(source) ? rawJSON(source) : value
  })
}
