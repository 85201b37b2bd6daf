import { variableNames } from './all-settings.ts'
import { editDistance } from './edit-distance.ts'
import type { Problem } from './problem.ts'

const elsewhere =
  'Sluice takes no options. Settings come from the environment, a .env file or the file of SLUICE_CONFIG'

/** One problem for each argument of the command line: an option that nobody reads must not be ignored. */
export function unknownArguments(given: readonly string[]): readonly Problem[] {
  return given.flatMap((argument, index) => {
    if (argument.startsWith('-')) return [problemOf(argument)]
    const isValue = given[index - 1]?.startsWith('-') && !given[index - 1]?.includes('=')
    return isValue ? [] : [{ message: `An argument that is no option was given. ${elsewhere}.` }]
  })
}

/** Without the value: it may be a secret. */
function problemOf(argument: string): Problem {
  const [option = ''] = argument.split('=')
  const meant = meantBy(option.replace(/^-+/, '').replaceAll('-', '_').toUpperCase())
  return { name: option, message: meant === undefined ? `${elsewhere}.` : `${elsewhere}: set ${meant}.` }
}

function meantBy(option: string): string | undefined {
  const isMeant: readonly ((name: string) => boolean)[] = [
    (name) => name === option || name === `SLUICE_${option}`,
    (name) => name.startsWith(`${option}_`) || name.startsWith(`SLUICE_${option}_`),
    (name) => option.length > 2 && wordsAreIn(option, name),
    (name) => option.length > 3 && editDistance(option, name) <= 2,
    (name) => option === 'P' && name === 'PORT',
  ]
  for (const test of isMeant) {
    const found = variableNames.find(test)
    if (found !== undefined) return found
  }
  return undefined
}

function wordsAreIn(option: string, name: string): boolean {
  const words = name.split('_')
  return option.split('_').every((word) => words.includes(word))
}
