import { isJsonObject } from './json.ts'
import { parseJson } from './parse.ts'

/**
 * Tells whether a JSON text that grows is a whole object by now. Each piece is looked at once, and the whole is parsed
 * once: asking after every piece must not cost the square of the text.
 */
export class WholeObject {
  /** Pieces that nobody has asked about yet. */
  #fresh: string[] = []
  #text: string[] = []
  #depth = 0
  #inString = false
  #escaped = false
  #verdict: boolean | undefined

  add(piece: string): void {
    if (piece !== '') this.#fresh.push(piece)
  }

  get isWhole(): boolean {
    for (const piece of this.#fresh) this.#read(piece)
    this.#fresh = []
    if (this.#verdict === undefined && this.#text.length > 0 && this.#depth === 0) {
      this.#verdict = isJsonObject(parseJson(this.#text.join('')))
    }
    return this.#verdict ?? false
  }

  #read(piece: string): void {
    // White space around it changes nothing; anything else behind a whole object makes it none.
    const isBlank = piece.trim() === ''
    if (isBlank && !this.#inString) return
    if (this.#verdict === true) this.#verdict = false
    if (this.#verdict === undefined) this.#text.push(piece)
    for (const char of piece) this.#step(char)
  }

  #step(char: string): void {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false
      else if (char === '\\') this.#escaped = true
      else if (char === '"') this.#inString = false
    } else if (char === '"') this.#inString = true
    else if (char === '{' || char === '[') this.#depth++
    else if (char === '}' || char === ']') this.#depth--
  }
}
