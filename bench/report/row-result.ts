import type { Row, Wanted } from '../rows.ts'
import type { Sample } from '../scenarios/scenario.ts'
import type { TargetName } from '../targets/targets.ts'
import { type Spread, spreadOf } from './statistics.ts'

/** The answer to one row. */
export interface RowResult {
  readonly row: Row
  readonly spread: Spread
  readonly p99?: Spread
  readonly met: boolean | undefined
}

/** Held against the baseline round by round, so that what disturbed both is left out. Undefined when a part is missing. */
export function resultOf(row: Row, samples: ReadonlyMap<TargetName, readonly Sample[]>): RowResult | undefined {
  const { wanted } = row
  const own = samples.get(row.target)
  const base = wanted.kind === 'value' ? own : samples.get(wanted.baseline)
  if (own === undefined || base === undefined) return undefined
  const held = (pick: (sample: Sample) => number) =>
    spreadOf(own.map((sample, round) => compare(wanted, pick(sample), pick(base[round] ?? sample))))
  const spread = held(({ value }) => value)
  const timed = own.some(({ p99 }) => p99 !== undefined)
  return { row, spread, ...(timed && { p99: held(({ p99 }) => p99 ?? Number.NaN) }), met: isMet(wanted, spread.median) }
}

function compare({ kind }: Wanted, own: number, base: number): number {
  switch (kind) {
    case 'ratio':
      return own / base
    case 'ahead':
      return base / own
    case 'added':
      return own - base
    case 'value':
      return own
  }
}

function isMet(wanted: Wanted, median: number): boolean | undefined {
  if (wanted.kind === 'ahead') return median >= wanted.atLeast
  return wanted.atMost === undefined ? undefined : median <= wanted.atMost
}
