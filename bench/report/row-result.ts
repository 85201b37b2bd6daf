import type { Row, Wanted } from '../rows.ts'
import type { Sample } from '../scenarios/scenario.ts'
import type { TargetName } from '../targets/targets.ts'
import { median, type Spread, spreadOf } from './statistics.ts'

/**
 * `fell behind`: the target, or what it is held against, handed over several events at once. That is cheaper for each,
 * and says nothing about streams that keep their pace.
 */
export type Verdict = 'met' | 'missed' | 'fell behind'

const EVENTS_PER_READ_MAX = 1.5

/** The answer to one row. */
export interface RowResult {
  readonly row: Row
  readonly spread: Spread
  readonly p99?: Spread
  readonly verdict: Verdict | undefined
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
  return {
    row,
    spread,
    ...(timed && { p99: held(({ p99 }) => p99 ?? Number.NaN) }),
    verdict: verdictOf(wanted, spread.median, [...own, ...base]),
  }
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

function verdictOf(wanted: Wanted, value: number, samples: readonly Sample[]): Verdict | undefined {
  const limit = wanted.kind === 'ahead' ? wanted.atLeast : wanted.atMost
  if (limit === undefined || Number.isNaN(value)) return undefined
  if (median(samples.map(({ eventsPerRead }) => eventsPerRead ?? 1)) > EVENTS_PER_READ_MAX) return 'fell behind'
  return (wanted.kind === 'ahead' ? value >= limit : value <= limit) ? 'met' : 'missed'
}
