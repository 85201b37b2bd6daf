import { editDistance, nearest } from './edit-distance.ts'
import { type Environment, isServiceLink } from './environment.ts'
import type { Problem } from './problems.ts'
import { variableNames } from './schema.ts'
import { yesOrNo } from './text-forms.ts'

const own = 'SLUICE_'

/** Words that no other program's variables are likely to have beside one of ours. */
const distinctive = /(^|_)(SLUICE|GEMINI|UPSTREAM|TRANSLATOR)(_|$)/

/**
 * One problem for each variable that is meant for Sluice and is none of its settings: a typing error must not be ignored.
 * @param dotenvNames names that stand in a `.env`, where nearly every one is meant for Sluice.
 */
export function unknownVariables(env: Environment, dotenvNames: ReadonlySet<string>): readonly Problem[] {
  return Object.entries(env).flatMap(([name, value = '']) => {
    const foreign = foreignMeanings.get(name)?.(value.trim())
    if (foreign !== undefined) return [{ name, message: foreign }]
    if (value.trim() === '' || variableNames.includes(name) || isServiceLink(name, value)) return []
    const meant = meantBy(name.toUpperCase(), dotenvNames.has(name))
    return meant === undefined ? [] : [{ name, message: `there is no such setting. Did you mean ${meant}?` }]
  })
}

/** Settings that people bring along from other gateways, and that mean what Sluice does not do: undefined = no matter. */
const foreignMeanings: ReadonlyMap<string, (value: string) => string | undefined> = new Map([
  ['WAIT_MODE', (value) => (value === '' || yesOrNo.read(value) === false ? undefined : noWaitMode)],
])

const noWaitMode =
  'Sluice does not queue requests that are over a limit of its own (SLUICE_RPM, SLUICE_GAP_MS): they get 429 with Retry-After. A vendor’s 429 is waited out within SLUICE_RETRY_BUDGET_MS. Leave WAIT_MODE out, or set it to false.'

function meantBy(name: string, isInDotenv: boolean): string | undefined {
  const known = variableNames.filter((candidate) => !candidate.endsWith('_FILE') || name.endsWith('FILE'))
  const sameLetters = known.find((candidate) => candidate.includes('_') && lettersOf(candidate) === lettersOf(name))
  if (sameLetters !== undefined) return sameLetters
  if (name.startsWith(own)) return known.find((candidate) => own + candidate === name) ?? nearest(name, ownOf(known))
  const near = known.filter(
    (candidate) =>
      isNear(name, candidate) && (isInDotenv || (distinctive.test(candidate) && sharesWord(name, candidate))),
  )
  return nearest(name, near)
}

function ownOf(names: readonly string[]): readonly string[] {
  return names.filter((name) => name.startsWith(own))
}

function lettersOf(name: string): string {
  return name.replaceAll(/[^A-Z\d]/g, '')
}

/** A wrong, missing or doubled character or two; or a word that is missing or too much. */
function isNear(name: string, candidate: string): boolean {
  if (candidate.length < 5) return false
  return editDistance(name, candidate) <= (candidate.length < 8 ? 1 : 2) || lacksOneWord(name, candidate)
}

/** GEMINI_KEY for GEMINI_API_KEY, RPM for SLUICE_RPM, UPSTREAM_BASE_URL for UPSTREAM_URL. */
function lacksOneWord(name: string, candidate: string): boolean {
  if (own + name === candidate) return true
  const [shorter = [], longer = []] = [name.split('_'), candidate.split('_')].toSorted((a, b) => a.length - b.length)
  if (shorter.length < 2 || longer.length !== shorter.length + 1) return false
  const lost = longer.findIndex((word, index) => word !== shorter[index])
  return lost < longer.length - 1 && longer.toSpliced(lost, 1).every((word, index) => word === shorter[index])
}

/** Whether what makes the candidate unmistakable is there, perhaps with one wrong character. */
function sharesWord(name: string, candidate: string): boolean {
  const words = candidate.split('_').filter((word) => distinctive.test(word))
  return words.some((word) => name.split('_').some((given) => editDistance(given, word) <= 2))
}

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
  const meant = settingOfOption(option.replace(/^-+/, '').replaceAll('-', '_').toUpperCase())
  return { name: option, message: meant === undefined ? `${elsewhere}.` : `${elsewhere}: set ${meant}.` }
}

function settingOfOption(option: string): string | undefined {
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
