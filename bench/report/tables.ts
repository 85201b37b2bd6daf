import type { Measured } from '../measure/measure-scenario.ts'
import type { Row, Wanted } from '../rows.ts'
import type { Sample, Scenario } from '../scenarios/scenario.ts'
import { type ScenarioName, scenarios } from '../scenarios/scenarios.ts'
import { targets } from '../targets/targets.ts'
import type { RowResult } from './row-result.ts'
import { median, spreadOf } from './statistics.ts'
import { figure, table } from './table.ts'

/** The rows with what was wanted and what was found. */
export function ratioTable(results: readonly RowResult[]): string {
  const body = results.map(({ row, spread: found, p99, verdict }) => {
    const unit = unitOf(row.scenario, row.wanted)
    const tail = p99 === undefined ? '' : `; p99 ${figure(p99.median)}${unit}`
    return [
      `${row.scenario}/${row.target}`,
      comparison(row),
      `${figure(found.median)}${unit}${tail}`,
      `${figure(found.min)}–${figure(found.max)}`,
      wantedText(row.wanted, unit),
      verdict === undefined || verdict === 'met' ? (verdict ?? '') : `**${verdict}**`,
    ]
  })
  return table(['row', 'what', 'median', 'min–max', 'wanted', ''], body)
}

interface Column {
  readonly head: string
  readonly cell: (samples: readonly Sample[]) => string
}

const middle = (pick: (sample: Sample) => number | undefined) => (samples: readonly Sample[]) =>
  figure(median(samples.map((sample) => pick(sample) ?? Number.NaN)))

const spread = (pick: (sample: Sample) => number | undefined) => (samples: readonly Sample[]) => {
  const { median: value, min, max } = spreadOf(samples.map((sample) => pick(sample) ?? Number.NaN))
  return `${figure(value)} (${figure(min)}–${figure(max)})`
}

const columns: Readonly<Record<Scenario['unit'], readonly Column[]>> = {
  µs: [
    { head: 'µs', cell: spread(({ value }) => value) },
    { head: 'per s and core', cell: (samples) => figure(1e6 / median(samples.map(({ value }) => value))) },
    { head: 'mock µs', cell: middle(({ vendorUs }) => vendorUs) },
    { head: 'load µs', cell: middle(({ loadUs }) => loadUs) },
    { head: 'waited %', cell: middle(({ waitedShare = Number.NaN }) => waitedShare * 100) },
    { head: 'events a read', cell: middle(({ eventsPerRead }) => eventsPerRead) },
  ],
  ms: [
    { head: 'p50 ms', cell: spread(({ value }) => value) },
    { head: 'p99 ms', cell: spread(({ p99 }) => p99) },
  ],
  KB: [{ head: 'KB', cell: spread(({ value }) => value) }],
  events: [{ head: 'events', cell: spread(({ value }) => value) }],
}

/** What each target of a scenario showed in itself. */
export function costTable(name: ScenarioName, { samples }: Measured): string {
  const { title, unit } = scenarios[name]
  const body = [...samples].map(([target, list]) => [
    targets[target].title,
    ...columns[unit].map(({ cell }) => cell(list)),
  ])
  return table([title, ...columns[unit].map(({ head }) => head)], body)
}

/** What is divided by, or taken from, what. */
function comparison({ target, wanted }: Row): string {
  const own = targets[target].title
  if (wanted.kind === 'value') return own
  const base = targets[wanted.baseline].title
  if (wanted.kind === 'added') return `${own} − ${base}`
  return wanted.kind === 'ahead' ? `${base} : ${own}` : `${own} : ${base}`
}

function unitOf(scenario: ScenarioName, { kind }: Wanted): string {
  return kind === 'ratio' || kind === 'ahead' ? ' ×' : ` ${scenarios[scenario].unit}`
}

function wantedText(wanted: Wanted, unit: string): string {
  if (wanted.kind === 'ahead') return `≥ ${wanted.atLeast}${unit}`
  return wanted.atMost === undefined ? '' : `≤ ${wanted.atMost}${unit}`
}
