/**
 * The candidate that takes the fewest typed and deleted characters to reach; undefined when there is none. A replaced
 * character counts twice, so that SLUICE_HEARTBEAT is nearest to a longer name that starts like it.
 */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  let best: { readonly candidate: string; readonly distance: number } | undefined
  for (const candidate of candidates) {
    const distance = editDistance(name, candidate)
    if (best === undefined || distance < best.distance) best = { candidate, distance }
  }
  return best?.candidate
}

function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (const [row, charOfA] of [...a].entries()) {
    let left = row + 1
    const current = [left]
    for (const [column, charOfB] of [...b].entries()) {
      const diagonal = above[column] ?? 0
      const up = above[column + 1] ?? 0
      left = charOfA === charOfB ? diagonal : 1 + Math.min(up, left)
      current.push(left)
    }
    above = current
  }
  return above.at(-1) ?? 0
}
