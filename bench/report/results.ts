import { describeVersions } from '../machine.ts'
import type { Measured } from '../measure/measure-scenario.ts'
import { type ScenarioName, scenarios } from '../scenarios/scenarios.ts'
import { type Target, type TargetName, targets } from '../targets/targets.ts'
import { disturbances, loadNotes } from './load-notes.ts'
import type { RowResult } from './row-result.ts'
import { costTable, ratioTable } from './tables.ts'

/** All that a run has found. */
export interface Found {
  readonly startedAt: Date
  readonly machine: readonly string[]
  readonly command: string
  readonly rounds: number
  readonly measured: ReadonlyMap<ScenarioName, Measured>
  readonly results: readonly RowResult[]
  readonly skipped: ReadonlyMap<TargetName, string>
}

/** The page that is kept: `bench/results.md`. */
export function resultsPage({ startedAt, machine, command, rounds, measured, results, skipped }: Found): string {
  const failures = [...measured].flatMap(([name, { failures: list }]) => list.map((text) => `${name}: ${text}`))
  return `${[
    '# What Sluice costs',
    'Written by `npm run bench`; `bench/README.md` says how to read it.',
    list([
      `${startedAt.toISOString()}, \`${command}\`, ${rounds} rounds, ${minutesSince(startedAt)} minutes`,
      ...machine,
      ...describeVersions(),
      ...disturbances(measured),
    ]),
    '## Against what was wanted',
    'Medians over the rounds. A ratio is taken within each round, before the median.',
    ratioTable(results),
    ...section('## Failed', failures),
    ...section(
      '## Skipped',
      [...skipped].map(([name, why]) => `${targets[name].title}: ${why}`),
    ),
    '## In figures',
    ...[...measured].flatMap(([name, found]) => [`### ${scenarios[name].title}`, costTable(name, found)]),
    '## What the mock and the load cost',
    list(loadNotes(measured)),
    '## What is on',
    list(whatIsOn(measured)),
  ].join('\n\n')}\n`
}

const list = (lines: readonly string[]) => lines.map((line) => `- ${line}`).join('\n')
const section = (head: string, lines: readonly string[]) => (lines.length === 0 ? [] : [head, list(lines)])
const minutesSince = (date: Date) => ((Date.now() - date.getTime()) / 60_000).toFixed(1)

function whatIsOn(measured: ReadonlyMap<ScenarioName, Measured>): readonly string[] {
  const names = new Set([...measured.values()].flatMap(({ samples }) => [...samples.keys()]))
  return [...names].map((name) => {
    const { title, on }: Target = targets[name]
    return `${title}: ${on ?? 'passes on, and nothing else'}`
  })
}
