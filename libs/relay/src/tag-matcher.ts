/** Text at which an answer is ended early. */
export interface StopTag {
  readonly tag: string
  /** The tag itself still reaches the client. */
  readonly include: boolean
}

/**
 * Finds the first of several tags in a text that comes in pieces, cut anywhere. Holds back only the longest end of the
 * text that may still become a tag. Work per piece is linear in the piece plus the longest tag.
 */
export class TagMatcher {
  readonly #tags: readonly StopTag[]
  readonly #heldMax: number
  #held = ''

  constructor(tags: readonly StopTag[]) {
    this.#tags = tags
    this.#heldMax = Math.max(0, ...tags.map(({ tag }) => tag.length - 1))
  }

  /** Takes the next piece; gives the text that is free to go, and whether a tag ended it. */
  push(piece: string): { readonly text: string; readonly matched: boolean } {
    const text = this.#held + piece
    const match = this.#firstMatch(text)
    if (match !== undefined) {
      this.#held = ''
      return { text: text.slice(0, match), matched: true }
    }
    const free = text.length - this.#openEnd(text)
    this.#held = text.slice(free)
    return { text: text.slice(0, free), matched: false }
  }

  /** No more text comes: gives what was held back. */
  flush(): string {
    const held = this.#held
    this.#held = ''
    return held
  }

  /**
   * Where the text before the tag that is complete first ends (after the tag, when it is to be included). Were it the tag
   * that begins first, the answer would hang on how the network cut the text.
   */
  #firstMatch(text: string): number | undefined {
    let first: { readonly end: number; readonly length: number; readonly include: boolean } | undefined
    for (const { tag, include } of this.#tags) {
      const at = text.indexOf(tag)
      if (at === -1) continue
      const match = { end: at + tag.length, length: tag.length, include }
      if (!first || match.end < first.end || (match.end === first.end && match.length > first.length)) first = match
    }
    return first && (first.include ? first.end : first.end - first.length)
  }

  /** Length of the longest end of the text that begins some tag. */
  #openEnd(text: string): number {
    for (let length = Math.min(this.#heldMax, text.length); length > 0; length--) {
      const end = text.slice(text.length - length)
      if (this.#tags.some(({ tag }) => tag.length > length && tag.startsWith(end))) return length
    }
    return 0
  }
}
