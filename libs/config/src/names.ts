import { variableNames } from './all-settings.ts'
import { editDistance, nearest } from './edit-distance.ts'
import type { Environment } from './environment.ts'
import type { Problem } from './problem.ts'
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
    const foreign = foreignMeanings[name]?.(value.trim())
    if (foreign !== undefined) return [{ name, message: foreign }]
    if (value.trim() === '' || variableNames.includes(name) || isServiceLink(name, value)) return []
    const meant = meantBy(name.toUpperCase(), dotenvNames.has(name))
    return meant === undefined ? [] : [{ name, message: `there is no such setting. Did you mean ${meant}?` }]
  })
}

/** Settings that people bring along from other gateways, and that mean what Sluice does not do: undefined = no matter. */
const foreignMeanings: Readonly<Record<string, (value: string) => string | undefined>> = {
  WAIT_MODE: (value) =>
    value === '' || yesOrNo.read(value) === false
      ? undefined
      : 'Sluice does not queue requests that are over a limit of its own (SLUICE_RPM, SLUICE_GAP_MS): they get 429 with Retry-After. A vendor’s 429 is waited out within SLUICE_RETRY_BUDGET_MS. Leave WAIT_MODE out, or set it to false.',
}

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

/**
 * Whether Kubernetes (or an old container link) put a variable there, because a service of that cluster is called
 * `gateway`, `translator` or `sluice…`: GATEWAY_PORT=tcp://10.0.0.1:3002, SLUICE_SERVICE_HOST=10.0.0.1.
 */
export function isServiceLink(name: string, value: string): boolean {
  return addressName.test(name) || (name.endsWith('PORT') && /^(tcp|udp|sctp):\/\//.test(value))
}

const addressName = /_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$/
