import type { Measured } from '../measure/measure-scenario.ts'
import type { Wanted } from '../rows.ts'
import { type ScenarioName, scenarios } from '../scenarios/scenarios.ts'
import { targets } from '../targets/targets.ts'
import type { RowResult } from './row-result.ts'
import { median, type Spread, spreadOf } from './statistics.ts'
import { figure, table } from './table.ts'

/** The rows with what was wanted and what was found. */
export function ratioTable(results: readonly RowResult[]): string {
  const body = results.map(({ row, spread, p99, met }) => {
    const unit = unitOf(row.scenario, row.wanted)
    const tail = p99 === undefined ? '' : `; p99 ${figure(p99.median)}${unit}`
    return [
      `${row.scenario}/${row.target}`,
      `${targets[row.target].title}${against(row.wanted)}`,
      `${figure(spread.median)}${unit}${tail}`,
      `${figure(spread.min)}–${figure(spread.max)}`,
      wantedText(row.wanted, unit),
      met === undefined ? '' : met ? 'met' : '**missed**',
    ]
  })
  return table(['row', 'what', 'median', 'min–max', 'wanted', ''], body)
}

/** What each target of a scenario showed in itself. */
export function costTable(name: ScenarioName, { samples }: Measured): string {
  const { title, unit } = scenarios[name]
  const withLoad = [...samples.values()].some((list) => list.some(({ loadUs }) => loadUs !== undefined))
  const body = [...samples].map(([target, list]) => [
    targets[target].title,
    text(spreadOf(list.map(({ value }) => value))),
    ...(unit === 'µs' ? [figure(1e6 / median(list.map(({ value }) => value)))] : []),
    ...(unit === 'ms' ? [text(spreadOf(list.map(({ p99 }) => p99 ?? Number.NaN)))] : []),
    ...(withLoad ? [figure(median(list.map(({ vendorUs }) => vendorUs ?? Number.NaN)))] : []),
    ...(withLoad ? [figure(median(list.map(({ loadUs }) => loadUs ?? Number.NaN)))] : []),
  ])
  const head = [
    title,
    unit,
    ...(unit === 'µs' ? ['per s and core'] : []),
    ...(unit === 'ms' ? ['p99'] : []),
    ...(withLoad ? ['mock µs', 'load µs'] : []),
  ]
  return table(head, body)
}

const text = ({ median: middle, min, max }: Spread) => `${figure(middle)} (${figure(min)}–${figure(max)})`

function against(wanted: Wanted): string {
  return wanted.kind === 'value' ? '' : ` : ${targets[wanted.baseline].title}`
}

function unitOf(scenario: ScenarioName, { kind }: Wanted): string {
  return kind === 'ratio' || kind === 'ahead' ? ' ×' : ` ${scenarios[scenario].unit}`
}

function wantedText(wanted: Wanted, unit: string): string {
  if (wanted.kind === 'ahead') return `≥ ${wanted.atLeast}${unit}`
  return wanted.atMost === undefined ? '' : `≤ ${wanted.atMost}${unit}`
}
