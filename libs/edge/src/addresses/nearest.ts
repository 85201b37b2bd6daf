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

/** A misspelling has no more wrong than this share of the path. */
const EDITS_SHARE_MAX = 0.4

/** The address that a path is a misspelling of, if it is near one. */
export function nearestAddress(path: string): string | undefined {
  const text = path.slice(0, PATH_CHARS_MAX)
  const ranked = addresses.map((address) => ({ address, edits: editDistance(text, address) }))
  const [first] = ranked.toSorted((a, b) => a.edits - b.edits)
  return first !== undefined && first.edits <= text.length * EDITS_SHARE_MAX ? first.address : undefined
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
