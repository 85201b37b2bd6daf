import { codecs, protocols } from '@sluice/protocol'

const PATH_CHARS_MAX = 64

const addresses = [
  ...new Set(
    protocols.flatMap((protocol) => {
      const { version, list } = codecs[protocol].addresses
      return list.filter(({ meaning }) => meaning.kind !== 'unserved').map(({ template }) => version + template)
    }),
  ),
]

/** The address that a path is a misspelling of. */
export function nearestAddress(path: string): string | undefined {
  return closest(path.slice(0, PATH_CHARS_MAX), addresses)
}

/** The candidate that takes the fewest edits to become `text`. Costs text × candidates; callers bound both. */
function closest(text: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates.map((candidate) => ({ candidate, edits: editDistance(text, candidate) }))
  return ranked.toSorted((a, b) => a.edits - b.edits)[0]?.candidate
}

/** Levenshtein distance, one row at a time. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let line = 1; line <= from.length; line++) {
    const next = [line]
    for (let column = 1; column <= to.length; column++) {
      const replaced = row[column - 1]! + (from[line - 1] === to[column - 1] ? 0 : 1)
      next.push(Math.min(replaced, row[column]! + 1, next[column - 1]! + 1))
    }
    row = next
  }
  return row[to.length]!
}
