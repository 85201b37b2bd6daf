/** A line through measurements, and how sure its slope is. */
export interface Trend {
  readonly slopePerHour: number
  /** Standard error of the slope. */
  readonly errorPerHour: number
}

const HOUR_MS = 3_600_000
const POINTS_MIN = 4

/** Least squares; undefined for too few points. */
export function trendOf(points: readonly { readonly atMs: number; readonly value: number }[]): Trend | undefined {
  const count = points.length
  if (count < POINTS_MIN) return undefined
  const meanAt = points.reduce((sum, { atMs }) => sum + atMs, 0) / count
  const mean = points.reduce((sum, { value }) => sum + value, 0) / count
  const spread = points.reduce((sum, { atMs }) => sum + (atMs - meanAt) ** 2, 0)
  const slope = points.reduce((sum, { atMs, value }) => sum + (atMs - meanAt) * (value - mean), 0) / spread
  const residuals = points.reduce((sum, { atMs, value }) => sum + (value - mean - slope * (atMs - meanAt)) ** 2, 0)
  return {
    slopePerHour: slope * HOUR_MS,
    errorPerHour: Math.sqrt(residuals / (count - 2) / spread) * HOUR_MS,
  }
}
