import { latin1Of } from '../base64.ts'

/** An item of a JSON array, by its place in the bytes. */
export interface JsonItem {
  /** First byte of it: of a member's key, of an array's value. */
  readonly at: number
  /** First byte of the value. */
  readonly start: number
  /** One past the value's last byte. */
  readonly end: number
}

export interface JsonMember extends JsonItem {
  readonly key: string
}

export const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const BACKSLASH = 0x5c
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d]

/**
 * Members of the object whose opening brace is the first structural byte at or after `from`; [] when it is no object.
 * The text must be valid JSON.
 */
export function objectMembers(bytes: Uint8Array, from = 0): readonly JsonMember[] {
  const open = skipBlank(bytes, from)
  if (bytes[open] !== OPEN_BRACE) return []
  const members: JsonMember[] = []
  let at = skipBlank(bytes, open + 1)
  while (bytes[at] === QUOTE) {
    const keyEnd = stringEnd(bytes, at)
    const key = keyText(bytes, at, keyEnd)
    const colon = skipBlank(bytes, keyEnd)
    if (bytes[colon] !== COLON) break
    const start = skipBlank(bytes, colon + 1)
    const end = valueEnd(bytes, start)
    members.push({ key, at, start, end })
    at = skipBlank(bytes, end)
    if (bytes[at] !== COMMA) break
    at = skipBlank(bytes, at + 1)
  }
  return members
}

/** As `objectMembers`, for the values of an array. */
export function arrayItems(bytes: Uint8Array, from = 0): readonly JsonItem[] {
  const open = skipBlank(bytes, from)
  if (bytes[open] !== OPEN_BRACKET) return []
  const items: JsonItem[] = []
  let at = skipBlank(bytes, open + 1)
  while (at < bytes.length && bytes[at] !== CLOSE_BRACKET) {
    const end = valueEnd(bytes, at)
    items.push({ at, start: at, end })
    const comma = skipBlank(bytes, end)
    if (bytes[comma] !== COMMA) break
    at = skipBlank(bytes, comma + 1)
  }
  return items
}

/** Index of the next byte that is not JSON white space (or part of a byte order mark). */
export function skipBlank(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length && isBlank(bytes[at]!)) at++
  return at
}

function isBlank(byte: number): boolean {
  return byte <= 0x20 || byte === 0xef || byte === 0xbb || byte === 0xbf
}

function valueEnd(bytes: Uint8Array, start: number): number {
  const first = bytes[start]
  if (first === QUOTE) return stringEnd(bytes, start)
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return containerEnd(bytes, start)
  let at = start
  while (at < bytes.length && !isBlank(bytes[at]!) && !endsScalar(bytes[at]!)) at++
  return at
}

function endsScalar(byte: number): boolean {
  return byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET
}

function containerEnd(bytes: Uint8Array, start: number): number {
  let depth = 0
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === QUOTE) at = stringEnd(bytes, at) - 1
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++
    else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) return at + 1
  }
  return bytes.length
}

/** One past the closing quote. `indexOf` leaps over long prompts, so a body costs its quotes, not its bytes. */
export function stringEnd(bytes: Uint8Array, openQuote: number): number {
  let quote = bytes.indexOf(QUOTE, openQuote + 1)
  while (quote !== -1 && isEscaped(bytes, quote)) quote = bytes.indexOf(QUOTE, quote + 1)
  return quote === -1 ? bytes.length : quote + 1
}

function isEscaped(bytes: Uint8Array, quote: number): boolean {
  let slashes = 0
  while (bytes[quote - 1 - slashes] === BACKSLASH) slashes++
  return slashes % 2 === 1
}

/** A key's text. Keys outside ASCII come out garbled, which is fine: only ASCII keys are ever looked for. */
function keyText(bytes: Uint8Array, openQuote: number, end: number): string {
  const raw = latin1Of(bytes.subarray(openQuote, end))
  // A client may write "stre\u0061m": the escape must not hide a member from a splice.
  return raw.includes('\\') ? unescaped(raw) : raw.slice(1, -1)
}

function unescaped(raw: string): string {
  try {
    return String(JSON.parse(raw))
  } catch {
    return raw.slice(1, -1)
  }
}
