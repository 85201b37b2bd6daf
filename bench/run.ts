import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Arguments, readArguments } from './arguments.ts'
import { killAll } from './children.ts'
import { describeMachine } from './machine.ts'
import { type Measured, measureScenario } from './measure/measure-scenario.ts'
import { profile } from './profile.ts'
import { disturbances, loadNotes } from './report/load-notes.ts'
import { resultsPage } from './report/results.ts'
import { resultOf } from './report/row-result.ts'
import { costTable, ratioTable } from './report/tables.ts'
import { openRig, type Rig } from './rig.ts'
import type { Row } from './rows.ts'
import { type ScenarioName, scenarios } from './scenarios/scenarios.ts'
import { type Target, type TargetName, targets } from './targets/targets.ts'

/** `npm run bench`: see README.md beside this file. */
const args = readArguments(process.argv.slice(2))
const rig = await openRig(args.tree)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130))
process.once('exit', () => rig.close())
try {
  if (args.profile) for (const row of args.rows) await profile(rig, row, args.pace)
  else await bench(rig, args)
} finally {
  killAll()
}
process.exit()

async function bench(rig: Rig, { rows, pace, whole }: Arguments): Promise<void> {
  const startedAt = new Date()
  const machine = describeMachine()
  console.log(machine.join('\n'))
  const skipped = new Map<TargetName, string>()
  const measured = new Map<ScenarioName, Measured>()
  for (const name of new Set(rows.map(({ scenario }) => scenario))) {
    const names = targetsOf(rows.filter(({ scenario }) => scenario === name)).filter((one) => isHere(one, skipped))
    const found = await measureScenario(rig, scenarios[name], names, pace)
    measured.set(name, found)
    console.log(
      `\n${name}, after ${Math.round((Date.now() - startedAt.getTime()) / 1000)} s\n${costTable(name, found)}`,
    )
    for (const failure of found.failures) console.log(`FAILED ${failure}`)
    if (found.failures.length > 0) process.exitCode = 1
  }
  const results = rows.flatMap((row) => resultOf(row, measured.get(row.scenario)?.samples ?? new Map()) ?? [])
  console.log(`\n${ratioTable(results)}\n\n${[...disturbances(measured), ...loadNotes(measured)].join('\n')}`)
  for (const [name, why] of skipped) console.log(`Skipped ${targets[name].title}: ${why}`)
  if (!whole) return
  const args = process.argv.slice(2)
  const command = ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' ')
  const page = resultsPage({ startedAt, machine, command, rounds: pace.rounds, measured, results, skipped })
  writeFileSync(join(import.meta.dirname, 'results.md'), page)
}

/** The targets that the rows name, in the rows' order. */
function targetsOf(rows: readonly Row[]): readonly TargetName[] {
  return [
    ...new Set(rows.flatMap(({ target, wanted }) => (wanted.kind === 'value' ? target : [target, wanted.baseline]))),
  ]
}

function isHere(name: TargetName, skipped: Map<TargetName, string>): boolean {
  const { missing }: Target = targets[name]
  const why = missing?.()
  if (why !== undefined) skipped.set(name, why)
  return why === undefined
}
