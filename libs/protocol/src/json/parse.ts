import type { Json } from './json.ts'

/** Deepest nesting of a value: walks over deeper ones, `JSON.stringify`'s own included, overflow the stack. */
export const jsonDepthMax = 200

/** A shorter text cannot be so deep that the stack minds, and is not looked at. */
const shallowCharsMax = 2_048

/** The JSON value of a text; undefined when it is none, or is nested deeper than `jsonDepthMax`. */
export function parseJson(text: string): Json | undefined {
  if (text.length > shallowCharsMax && isTooDeep(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isTooDeep(text: string): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === '"') at = closingQuote(text, at)
    else if (char === '{' || char === '[') {
      if (++depth > jsonDepthMax) return true
    } else if (char === '}' || char === ']') depth--
  }
  return false
}

/** `indexOf` leaps over long texts. */
function closingQuote(text: string, openQuote: number): number {
  let quote = text.indexOf('"', openQuote + 1)
  while (quote !== -1 && isEscaped(text, quote)) quote = text.indexOf('"', quote + 1)
  return quote === -1 ? text.length : quote
}

function isEscaped(text: string, quote: number): boolean {
  let slashes = 0
  while (text[quote - 1 - slashes] === '\\') slashes++
  return slashes % 2 === 1
}
