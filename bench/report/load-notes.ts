import type { Measured } from '../measure/measure-scenario.ts'
import type { Sample } from '../scenarios/scenario.ts'
import { type ScenarioName, scenarios } from '../scenarios/scenarios.ts'
import { targets } from '../targets/targets.ts'
import { median } from './statistics.ts'
import { figure } from './table.ts'

/** From this share on, waiting is more than a target's own threads in each other's way. */
const WAITED_SHARE_MAX = 0.15

/** Says so when other work on the machine disturbed a scenario. Even the target that waited least waited long, then. */
export function disturbances(measured: ReadonlyMap<ScenarioName, Measured>): readonly string[] {
  return [...measured].flatMap(([name, { samples }]) => {
    const shares = [...samples.values()].map((list) => median(list.map(({ waitedShare }) => waitedShare ?? 0)))
    const least = Math.min(...shares)
    if (shares.length === 0 || least <= WAITED_SHARE_MAX) return []
    return [
      `**The machine was busy with other work**: ${name}: every target waited ${figure(least * 100)} % of its time or more; the figures are worth little`,
    ]
  })
}

/** Whether the mock and the load cost less than the cheapest thing that they measure. */
export function loadNotes(measured: ReadonlyMap<ScenarioName, Measured>): readonly string[] {
  return [...measured].flatMap(([name, { samples }]) => noteOf(name, [...samples]))
}

function noteOf(
  name: ScenarioName,
  samples: readonly (readonly [keyof typeof targets, readonly Sample[]])[],
): string[] {
  if (scenarios[name].unit !== 'µs') return []
  const costs = samples.map(([target, list]) => ({
    title: targets[target].title,
    own: median(list.map(({ value }) => value)),
    mock: median(list.map(({ vendorUs }) => vendorUs ?? Number.NaN)),
    load: median(list.map(({ loadUs }) => loadUs ?? Number.NaN)),
  }))
  const [cheapest] = costs.toSorted((a, b) => a.own - b.own)
  if (cheapest === undefined) return []
  const { title, own, mock, load } = cheapest
  const dearer = [...(mock > own ? ['the mock'] : []), ...(load > own ? ['the load'] : [])]
  const verdict = dearer.length === 0 ? 'both less than it' : `${dearer.join(' and ')} more than it, on another core`
  return [
    `${scenarios[name].title}: the cheapest target, ${title}, ${figure(own)} µs; mock ${figure(mock)} µs, load ${figure(load)} µs: ${verdict}`,
  ]
}
