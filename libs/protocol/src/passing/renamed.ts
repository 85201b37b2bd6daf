import { isJsonObject } from '../json/json.ts'
import { escapeLineSeparators } from '../json/line.ts'
import { parseJson } from '../json/parse.ts'

/**
 * Puts another text into one member of JSON texts. Made once for all frames of a stream: in each of them the member stands
 * as it does in the others.
 */
export class MemberRenamer {
  readonly #member: string
  readonly #from: string
  readonly #to: string
  /** The member as it is found, and what takes its place, as vendors space it. */
  readonly #forms: readonly { readonly written: string; readonly instead: string }[]

  constructor(member: string, from: string, to: string) {
    this.#member = member
    this.#from = from
    this.#to = to
    this.#forms = [':', ': '].map((between) => ({
      written: `"${member}"${between}${JSON.stringify(from)}`,
      instead: `"${member}"${between}${JSON.stringify(to)}`,
    }))
  }

  /**
   * The text on one line. Everything else in it stays as it was written, except in the rare text where the place cannot be
   * told without parsing.
   */
  rename(data: string): string {
    for (const { written, instead } of this.#forms) {
      const at = data.indexOf(written)
      if (at === -1 || data.indexOf(written, at + 1) !== -1 || data.includes('\n')) continue
      return data.slice(0, at) + instead + data.slice(at + written.length)
    }
    // A terminal marker, or a frame that says nothing of it: an exception for each would cost more than the frame.
    return data.includes(`"${this.#member}"`) ? this.#parsed(data) : data
  }

  #parsed(data: string): string {
    const json = parseJson(data)
    if (!isJsonObject(json) || json[this.#member] !== this.#from) return data
    return escapeLineSeparators(JSON.stringify({ ...json, [this.#member]: this.#to }))
  }
}
