import { variableNames } from './all-settings.ts'
import type { Environment } from './environment.ts'
import type { Problem } from './problem.ts'

const own = 'SLUICE_'

/** One problem for each variable that is named like a setting of Sluice and is none: a typing error must not be ignored. */
export function unknownVariables(env: Environment): readonly Problem[] {
  const known = variableNames.filter((name) => name.startsWith(own))
  return Object.entries(env)
    .filter(
      ([name, value = '']) =>
        name.startsWith(own) && !known.includes(name) && value !== '' && !isServiceLink(name, value),
    )
    .map(([name]) => ({ name, message: `there is no such setting. Did you mean ${nearest(name, known)}?` }))
}

/**
 * Whether Kubernetes (or an old container link) put a variable there, because a service of that cluster is called
 * `gateway`, `translator` or `sluice…`: GATEWAY_PORT=tcp://10.0.0.1:3002, SLUICE_SERVICE_HOST=10.0.0.1.
 */
export function isServiceLink(name: string, value: string): boolean {
  return addressName.test(name) || (name.endsWith('PORT') && /^(tcp|udp|sctp):\/\//.test(value))
}

const addressName = /_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$/

/**
 * The candidate that takes the fewest typed and deleted characters to reach; undefined when there is none. A replaced
 * character counts twice, so that SLUICE_HEARTBEAT is nearest to a longer name that starts like it.
 */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates.map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
  return ranked.toSorted((a, b) => a.distance - b.distance)[0]?.candidate
}

const NAME_CHARS_MAX = 100

function editDistance(name: string, candidate: string): number {
  let above = Array.from({ length: candidate.length + 1 }, (_, column) => column)
  for (const [row, typed] of [...name.slice(0, NAME_CHARS_MAX)].entries()) {
    let left = row + 1
    const current = [left]
    for (const [column, wanted] of [...candidate].entries()) {
      const diagonal = above[column] ?? 0
      const up = above[column + 1] ?? 0
      left = typed === wanted ? diagonal : 1 + Math.min(up, left)
      current.push(left)
    }
    above = current
  }
  return above.at(-1) ?? 0
}
