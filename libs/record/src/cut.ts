/** A text that somebody else wrote, no longer than `charsMax` characters and a mark that it was cut. */
export function cutText<Text extends string | undefined>(text: Text, charsMax: number): Text | string {
  if (text === undefined || text.length <= charsMax) return text
  return `${text.slice(0, charsMax)}…`
}

/** The first `max` texts, each cut; how many are missing stands at the end. */
export function cutList(texts: readonly string[], max: number, charsMax: number): readonly string[] {
  const shown = texts.slice(0, max).map((text) => cutText(text, charsMax))
  return texts.length > max ? [...shown, `and ${texts.length - max} more`] : shown
}
