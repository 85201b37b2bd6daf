/** No name of ours is longer. */
const CHARS_MAX = 100

/**
 * The candidate that takes the fewest typed and deleted characters to reach; undefined when there is none. A replaced
 * character counts twice, so that SLUICE_HEARTBEAT is nearest to a longer name that starts like it.
 */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates.map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
  return ranked.toSorted((a, b) => a.distance - b.distance)[0]?.candidate
}

/** Typed and deleted characters between two names. Of a very long name only the beginning is looked at. */
export function editDistance(name: string, candidate: string): number {
  if (name.length > CHARS_MAX) return name.length
  let above = Array.from({ length: candidate.length + 1 }, (_, column) => column)
  for (const [row, typed] of [...name].entries()) {
    let left = row + 1
    const current = [left]
    for (const [column, wanted] of [...candidate].entries()) {
      const diagonal = above[column] ?? 0
      const up = above[column + 1] ?? 0
      left = typed === wanted ? diagonal : 1 + Math.min(up, left)
      current.push(left)
    }
    above = current
  }
  return above.at(-1) ?? 0
}
