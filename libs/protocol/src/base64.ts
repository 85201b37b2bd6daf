const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const digitCodes = Uint8Array.from(alphabet, (digit) => digit.charCodeAt(0))
const PAD = 0x3d

/** Most characters made at once: arguments of a call, which the stack must hold. */
const chunkChars = 8192

/** The text in the standard alphabet, padded, without white space; undefined when it is not base64. One pass each. */
export function standardBase64(text: string): string | undefined {
  const compact = /\s/.test(text) ? text.replace(/\s+/g, '') : text
  let end = compact.length
  // Not `/=+$/`: a long run of them before a letter makes such a pattern try each one.
  while (end > 0 && compact.charCodeAt(end - 1) === PAD) end--
  const digits = compact.slice(0, end).replaceAll('-', '+').replaceAll('_', '/')
  if (digits.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(digits)) return undefined
  return padded(digits)
}

/** Standard base64 of the bytes. */
export function base64Of(bytes: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil(bytes.length / 3) * 4)
  let written = 0
  for (let at = 0; at < bytes.length; at += 3) {
    const bits = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    codes[written++] = digitCodes[bits >> 18]!
    codes[written++] = digitCodes[(bits >> 12) & 63]!
    codes[written++] = at + 1 < bytes.length ? digitCodes[(bits >> 6) & 63]! : PAD
    codes[written++] = at + 2 < bytes.length ? digitCodes[bits & 63]! : PAD
  }
  return latin1Of(codes)
}

/** The bytes as Latin-1 text: one character each. */
export function latin1Of(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += chunkChars) {
    text += Reflect.apply(String.fromCharCode, undefined, bytes.subarray(at, at + chunkChars))
  }
  return text
}

/** The first bytes of standard base64 as Latin-1 text, `bytesMax` at most. */
export function firstBytes(data: string, bytesMax: number): string {
  let bits = 0
  let count = 0
  let text = ''
  for (const digit of data.slice(0, Math.ceil(bytesMax / 3) * 4)) {
    const value = alphabet.indexOf(digit)
    if (value === -1) break
    bits = ((bits << 6) | value) & 0xffff
    count += 6
    if (count < 8) continue
    count -= 8
    text += String.fromCharCode((bits >> count) & 0xff)
  }
  return text
}

/**
 * Base64 texts that were encoded piece by piece, each padded on its own, as one: a decoder takes the first padding for the
 * end. What is no digit is left out.
 */
export function joinedBase64(pieces: readonly string[]): string {
  const digits = pieces.map((piece) => piece.replaceAll('=', ''))
  if (digits.slice(0, -1).every((piece) => piece.length % 4 === 0)) return padded(digits.join(''))
  const bytes = new Uint8Array(digits.reduce((sum, piece) => sum + Math.floor((piece.length * 3) / 4), 0))
  let written = 0
  for (const piece of digits) written = decodeInto(bytes, written, piece)
  return base64Of(bytes.subarray(0, written))
}

function padded(digits: string): string {
  return digits + '='.repeat((4 - (digits.length % 4)) % 4)
}

/** Value by character code of a digit in either alphabet, 64 for what is none. */
const valueOfCode = new Uint8Array(128).fill(64)
for (const [value, code] of digitCodes.entries()) valueOfCode[code] = value
valueOfCode['-'.charCodeAt(0)] = 62
valueOfCode['_'.charCodeAt(0)] = 63

/** Writes the bytes of unpadded base64 from `at` on; gives the place behind them. */
function decodeInto(bytes: Uint8Array, at: number, digits: string): number {
  let bits = 0
  let count = 0
  for (let place = 0; place < digits.length; place++) {
    const value = valueOfCode[digits.charCodeAt(place)] ?? 64
    if (value === 64) continue
    bits = ((bits << 6) | value) & 0xffff
    count += 6
    if (count < 8) continue
    count -= 8
    bytes[at++] = (bits >> count) & 0xff
  }
  return at
}
