import { type Arguments, readArguments } from './arguments.ts'
import { killAll, notPinned } from './children.ts'
import { type Measured, measureScenario } from './measure/measure-scenario.ts'
import { resultOf } from './report/row-result.ts'
import { costTable, ratioTable } from './report/tables.ts'
import { openRig, type Rig } from './rig.ts'
import type { Row } from './rows.ts'
import { type ScenarioName, scenarios } from './scenarios/scenarios.ts'
import { type Target, type TargetName, targets } from './targets/targets.ts'

/** `npm run bench`: see README.md beside this file. */
const args = readArguments(process.argv.slice(2))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    killAll()
    process.exit(130)
  })
}
process.once('exit', killAll)
const rig = await openRig(args.tree)
try {
  await run(rig, args)
} finally {
  rig.close()
}

async function run(rig: Rig, { rows, pace }: Arguments): Promise<void> {
  if (notPinned !== undefined) console.log(`Not pinned to cores: ${notPinned}. The figures are worth less.`)
  const skipped = new Map<TargetName, string>()
  const measured = new Map<ScenarioName, Measured>()
  for (const scenario of new Set(rows.map((row) => row.scenario))) {
    const names = targetsOf(rows.filter((row) => row.scenario === scenario)).filter((name) => !isMissing(name, skipped))
    console.log(`\n${scenario}: ${scenarios[scenario].title}`)
    const found = await measureScenario(rig, scenarios[scenario], names, pace)
    measured.set(scenario, found)
    console.log(costTable(scenario, found))
    for (const failure of found.failures) console.log(`FAILED ${failure}`)
    if (found.failures.length > 0) process.exitCode = 1
  }
  const results = rows.flatMap((row) => resultOf(row, measured.get(row.scenario)?.samples ?? new Map()) ?? [])
  console.log(`\n${ratioTable(results)}`)
  for (const [name, why] of skipped) console.log(`Skipped ${targets[name].title}: ${why}`)
}

function targetsOf(rows: readonly Row[]): readonly TargetName[] {
  return [
    ...new Set(rows.flatMap(({ target, wanted }) => (wanted.kind === 'value' ? [target] : [target, wanted.baseline]))),
  ]
}

function isMissing(name: TargetName, skipped: Map<TargetName, string>): boolean {
  const why = (targets[name] as Target).missing?.()
  if (why !== undefined) skipped.set(name, why)
  return why !== undefined
}
