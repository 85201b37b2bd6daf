import { nearest } from './nearest.ts'
import type { Environment } from './read-setting.ts'
import { isServiceLink } from './service-link.ts'
import { type Setting, settings } from './settings.ts'

const own = 'SLUICE_'

/** One problem for each variable that is named like a setting of Sluice and is none: a typing error must not be ignored. */
export function findUnknownNames(env: Environment): readonly string[] {
  const known = knownNames().filter((name) => name.startsWith(own))
  return Object.entries(env)
    .filter(
      ([name, value = '']) =>
        name.startsWith(own) && !known.includes(name) && value !== '' && !isServiceLink(name, value),
    )
    .map(([name]) => `${name}: there is no such setting. Did you mean ${nearest(name, known)}?`)
}

function knownNames(): readonly string[] {
  return Object.entries<Setting>(settings).flatMap(([name, { aliases = [], secret }]) => {
    const names = [name, ...aliases.map((alias) => alias.name)]
    return secret ? names.flatMap((known) => [known, `${known}_FILE`]) : names
  })
}
