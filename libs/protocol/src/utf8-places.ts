/** Translates places in a text between UTF-16 code units and UTF-8 bytes; made once per text, in one pass. */
export class Utf8Places {
  /** The byte at which each code unit begins, and the number of bytes behind the last. */
  readonly #byteOfUnit: Uint32Array

  constructor(text: string) {
    this.#byteOfUnit = new Uint32Array(text.length + 1)
    let bytes = 0
    for (let unit = 0; unit < text.length; unit++) {
      this.#byteOfUnit[unit] = bytes
      bytes += utf8Bytes(text.charCodeAt(unit))
    }
    this.#byteOfUnit[text.length] = bytes
  }

  /** The code unit that begins at or before this byte. */
  charAt(byte: number): number {
    let [low, high] = [0, this.#byteOfUnit.length - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((this.#byteOfUnit[middle] ?? 0) <= byte) low = middle
      else high = middle - 1
    }
    return low
  }

  byteAt(char: number): number {
    return this.#byteOfUnit[Math.min(Math.max(0, char), this.#byteOfUnit.length - 1)] ?? 0
  }
}

/** Each half of a pair counts for two of the pair's four bytes. */
function utf8Bytes(unit: number): number {
  if (unit < 0x80) return 1
  if (unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff)) return 2
  return 3
}
