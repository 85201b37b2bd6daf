import { isJsonObject, type Json } from '../../json/json.ts'
import { parseJson } from '../../json/parse.ts'

/** Deepest value that is taken apart: text inside a request is not covered by the limits of its body. */
const depthMax = 100
/** Most significant digits that a double keeps. */
const digitsMax = 17

interface Shape {
  readonly depth: number
  /** Keys of all objects, repeated ones included. */
  readonly keys: number
  readonly hasInexactNumber: boolean
}

/** Parses JSON of bounded depth; undefined for anything else. */
export function parseBounded(text: string): Json | undefined {
  const value = parseJson(text)
  return typeof value === 'object' && value !== null && shapeOf(text).depth > depthMax ? undefined : value
}

/** As `parseBounded`, but undefined also where parsing would lose something: digits of a number, a repeated key. */
export function parseExact(text: string): Json | undefined {
  const value = parseJson(text)
  if (value === undefined) return undefined
  const { depth, keys, hasInexactNumber } = shapeOf(text)
  return depth > depthMax || hasInexactNumber || keys !== countKeys(value) ? undefined : value
}

/** Looks at the tokens of a valid JSON text. */
function shapeOf(text: string): Shape {
  let [depth, deepest, keys] = [0, 0, 0]
  let hasInexactNumber = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!
    if (char === '"') {
      at = stringEnd(text, at)
      if (isBeforeColon(text, at + 1)) keys++
    } else if (char === '{' || char === '[') deepest = Math.max(deepest, ++depth)
    else if (char === '}' || char === ']') depth--
    else if (isDigit(char)) {
      const start = at
      while (at + 1 < text.length && /[\d.eE+-]/.test(text[at + 1]!)) at++
      hasInexactNumber ||= !isExactNumber(text.slice(start, at + 1))
    }
  }
  return { depth: deepest, keys, hasInexactNumber }
}

/** Index of the closing quote. */
function stringEnd(text: string, openQuote: number): number {
  for (let at = openQuote + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at
  }
  return text.length
}

function isBeforeColon(text: string, from: number): boolean {
  let at = from
  while (at < text.length && text[at]! <= ' ') at++
  return text[at] === ':'
}

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9'
}

function isExactNumber(source: string): boolean {
  const value = Number(source)
  if (/^\d+$/.test(source)) return Number.isSafeInteger(value)
  const digits = source
    .replace(/[eE].*$/, '')
    .replace('.', '')
    .replace(/^0+/, '')
  return Number.isFinite(value) && digits.length <= digitsMax
}

function countKeys(value: Json): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + countKeys(item), 0)
  if (!isJsonObject(value)) return 0
  const members = Object.values(value)
  return members.reduce<number>((sum, member) => sum + countKeys(member), members.length)
}
