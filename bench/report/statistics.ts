/** The value below which a share of the values lies. NaN of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** The middle value, or the mean of the two in the middle; of those that are numbers at all. */
export function median(values: readonly number[]): number {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle + 0.5) - 1] ?? Number.NaN) + (sorted[Math.floor(middle - 0.5)] ?? Number.NaN)) / 2
}

/** What several rounds say together. A round in which nothing passed says nothing. */
export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

export function spreadOf(values: readonly number[]): Spread {
  const known = values.filter(Number.isFinite)
  return { median: median(known), min: Math.min(...known), max: Math.max(...known) }
}
