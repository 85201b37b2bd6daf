import type { Sample } from './samples.ts'
import { type Trend, trendOf } from './trend.ts'

/** What must not grow, however long it runs. */
export interface Growth {
  readonly name: string
  /** In MB or pieces an hour. */
  readonly trend: Trend | undefined
  /** Above it, and surely so, it is a leak; undefined: shown, not judged. */
  readonly maxPerHour: number | undefined
}

/** Code is compiled, pools and label sets fill up. */
const WARM_UP_SHARE = 0.3
/** Twice the standard error: one run of forty goes wrong by chance. */
const SURE = 2

/**
 * A short run sees the heap settle and cannot tell that from a small leak; an hour can. Still, 40 MB an hour are 280 bytes
 * a request at 40 requests a second.
 */
const SHORT_MS = 3_600_000
const maxMbPerHour = (durationMs: number): number => (durationMs < SHORT_MS ? 40 : 1)

/** @param samples under load; @param rests between two parts of it, when nothing is under way. */
export function growthsOf(samples: readonly Sample[], rests: readonly Sample[]): readonly Growth[] {
  const maxMb = maxMbPerHour(rests.at(-1)?.atMs ?? 0)
  const resident = ({ rssMb }: Sample) => sum(rssMb, (mb) => mb)
  const heap = ({ probes }: Sample) => sum(probes, ({ heapMb }) => heapMb)
  const buffers = ({ probes }: Sample) => sum(probes, ({ externalMb }) => externalMb)
  const sockets = (sample: Sample) => sum(sample.sockets, (one) => (one?.clients ?? 0) + (one?.outgoing ?? 0))
  return [
    { name: 'heap at rest, MB', maxPerHour: maxMb, trend: warmTrend(rests, heap) },
    { name: 'buffers at rest, MB', maxPerHour: maxMb, trend: warmTrend(rests, buffers) },
    { name: 'sockets at rest', maxPerHour: undefined, trend: warmTrend(rests, sockets) },
    { name: 'resident memory, MB', maxPerHour: undefined, trend: warmTrend(samples, resident) },
  ]
}

function warmTrend(samples: readonly Sample[], measure: (sample: Sample) => number): Trend | undefined {
  const endMs = samples.at(-1)?.atMs ?? 0
  const warm = samples.filter(({ atMs }) => atMs >= endMs * WARM_UP_SHARE)
  return trendOf(warm.map((sample) => ({ atMs: sample.atMs, value: measure(sample) })))
}

/** Whether it grows faster than it may, and not by chance. */
export function isLeak({ trend, maxPerHour }: Growth): boolean {
  return trend !== undefined && maxPerHour !== undefined && trend.slopePerHour - SURE * trend.errorPerHour > maxPerHour
}

const sum = <T>(list: readonly T[], measure: (one: T) => number): number =>
  list.reduce((total, one) => total + measure(one), 0)
