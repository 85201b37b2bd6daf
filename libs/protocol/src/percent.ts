const PERCENT = 0x25
const REPLACEMENT = 0xfffd
/** What the first byte of a character says, by the number of bytes that follow it. */
const leads = [0, 0xc0, 0xe0, 0xf0]

/** The bytes of percent-encoded text in UTF-8. A percent sign that begins no escape stands for itself. */
export function percentDecoded(text: string): Uint8Array {
  const bytes = new Uint8Array(utf8Length(text))
  let written = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const escaped = code === PERCENT ? hexByte(text.charCodeAt(at + 1), text.charCodeAt(at + 2)) : undefined
    if (escaped !== undefined) {
      bytes[written++] = escaped
      at += 2
    } else if (code < 0x80) bytes[written++] = code
    else {
      const point = text.codePointAt(at) ?? REPLACEMENT
      if (point > 0xffff) at++
      written = writeUtf8(bytes, written, point >= 0xd800 && point <= 0xdfff ? REPLACEMENT : point)
    }
  }
  return bytes.subarray(0, written)
}

/** Bytes of the text in UTF-8; half of a pair counts as the three of U+FFFD, or too many by two in a whole pair. */
function utf8Length(text: string): number {
  let length = text.length
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code >= 0x80) length += code < 0x800 ? 1 : 2
  }
  return length
}

function writeUtf8(bytes: Uint8Array, from: number, point: number): number {
  const more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3
  bytes[from] = leads[more]! | (point >> (6 * more))
  for (let left = more - 1; left >= 0; left--) bytes[from + more - left] = 0x80 | ((point >> (6 * left)) & 0x3f)
  return from + more + 1
}

function hexByte(high: number, low: number): number | undefined {
  const first = hexDigit(high)
  const second = hexDigit(low)
  return first === -1 || second === -1 ? undefined : first * 16 + second
}

/** -1 for a character that is none, the end of the text (NaN) included. */
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}
