import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { figure, table } from './report/table.ts'
import type { Rig } from './rig.ts'
import type { Row } from './rows.ts'
import type { Pace } from './scenarios/scenario.ts'
import { scenarios } from './scenarios/scenarios.ts'
import { sluice } from './targets/sluice.ts'
import { type Target, targets } from './targets/targets.ts'

const TOP = 30

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

/** Runs one row of Sluice under V8's profiler and says where the time goes. The profiles stay where it says. */
export async function profile(rig: Rig, { scenario: name, target: targetName }: Row, pace: Pace): Promise<void> {
  const target: Target = targets[targetName]
  if (target.variant === undefined) throw new Error(`${target.title} is not Sluice`)
  const folder = mkdtempSync(join(tmpdir(), 'sluice-profile-'))
  const nodeArgs = ['--cpu-prof', `--cpu-prof-dir=${folder}`]
  const scenario = scenarios[name]
  const running = await rig.start({ ...target, start: sluice({ ...target.variant, nodeArgs }) })
  await scenario.warmUp(rig, running, pace)
  for (let round = 0; round < pace.rounds; round++) await scenario.measure(rig, running, pace)
  await running.stop('SIGTERM')
  for (const file of readdirSync(folder)) {
    console.log(`\n${join(folder, file)}`)
    console.log(selfTimes(JSON.parse(readFileSync(join(folder, file), 'utf8'))))
  }
  if (readdirSync(folder).length === 0) rmSync(folder, { recursive: true })
}

function selfTimes({ nodes, samples, timeDeltas }: CpuProfile): string {
  const placeOf = new Map(nodes.map(({ id, callFrame }) => [id, placeText(callFrame)]))
  const selfUs = new Map<string, number>()
  for (const [index, id] of samples.entries()) {
    const place = placeOf.get(id) ?? ''
    if (place !== '(idle)') selfUs.set(place, (selfUs.get(place) ?? 0) + (timeDeltas[index] ?? 0))
  }
  const total = selfUs.values().reduce((sum, us) => sum + us, 0)
  const top = [...selfUs].sort(([, a], [, b]) => b - a).slice(0, TOP)
  return table(
    ['share of busy time', 'where'],
    top.map(([place, us]) => [`${figure((us / total) * 100)} %`, place]),
  )
}

function placeText({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  const file = url.replace(/^file:\/\//, '').replace(/^.*\/(?=(libs|services|node_modules)\/)/, '')
  return file === '' ? functionName : `${functionName || '(anonymous)'} ${file}:${lineNumber + 1}`
}
