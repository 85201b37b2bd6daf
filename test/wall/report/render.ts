import type { FaultCase, FaultGroup, Place } from '../catalogue.ts'
import type { CaseResult } from './results.ts'

const commands: Readonly<Record<Exclude<Place, 'tests'>, string>> = {
  compose: '`npm run test:compose`',
  soak: '`npm run soak`',
  bench: '`npm run bench`',
}

interface Head {
  readonly date: string
  readonly node: string
}

/** The page for users and operators: what breaks, what Sluice then does, and whether that was seen. */
export function renderFaults(
  groups: readonly FaultGroup[],
  results: ReadonlyMap<string, CaseResult>,
  { date, node }: Head,
): string {
  return `${[
    '# What breaks, and what Sluice does then',
    `Written by \`npm run faults\` on ${date} with Node ${node}. Do not edit: the words are in \`test/wall/cases/\`.`,
    'Every case has an id; the tests that prove it carry it in their titles. Each is tried in both dialects, streamed, whole and as a JSON array, wherever that makes a difference. After each batch of tests against running services it is checked that every request came to one end, in log and metric alike; that no stream, no connection and no place in a limit stayed behind; that nobody’s key, prompt or answer was told; and that the processes live.',
    ...groups.map((group) => renderGroup(group, results)),
  ].join('\n\n')}\n`
}

function renderGroup({ title, cases }: FaultGroup, results: ReadonlyMap<string, CaseResult>): string {
  const head = '| id | what happens | what Sluice does | where it is proven | result |\n| --- | --- | --- | --- | --- |'
  return `## ${title}\n\n${head}\n${cases.map((one) => renderCase(one, results.get(one.id))).join('\n')}`
}

function renderCase(one: FaultCase, result: CaseResult | undefined): string {
  return `| ${[...wordsOf(one), provenIn(one, result), outcomeOf(one, result)].join(' | ')} |`
}

/** The cells of a row that do not depend on a run. */
export function wordsOf({ id, stimulus, promise }: FaultCase): readonly string[] {
  return [id, stimulus, promise || '–']
}

function provenIn({ kept }: FaultCase, result: CaseResult | undefined): string {
  if ('unbuilt' in kept || 'unexercised' in kept) return '–'
  const files = result?.files.map((file) => `\`${file.replace(/\.test\.ts$/, '')}\``) ?? []
  return [...(kept.includes('tests') ? files : []), ...programsOf(kept)].join(', ') || 'nothing'
}

const programsOf = (kept: readonly Place[]): string[] =>
  kept.flatMap((place) => (place === 'tests' ? [] : [commands[place]]))

function outcomeOf({ kept }: FaultCase, result: CaseResult | undefined): string {
  if ('unbuilt' in kept) return `not built: ${kept.unbuilt}`
  if ('unexercised' in kept) return `not exercised here: ${kept.unexercised}`
  if (!kept.includes('tests')) return 'see there'
  if (result === undefined) return '**no test**'
  if (result.failed > 0) return `**${result.failed} failed**, ${result.passed} passed`
  return `${result.passed} passed${result.skipped > 0 ? `, ${result.skipped} skipped` : ''}`
}

/** Why the promises cannot be published: tests that failed, and ids that should have tests and have none that ran. */
export function complaints(cases: readonly FaultCase[], results: ReadonlyMap<string, CaseResult>): string[] {
  return cases.flatMap(({ id, kept }) => {
    if ('unbuilt' in kept || 'unexercised' in kept || !kept.includes('tests')) return []
    const { passed = 0, failed = 0 } = results.get(id) ?? {}
    if (failed > 0) return [`${id}: ${failed} tests failed`]
    return passed > 0 ? [] : [`${id}: no test ran`]
  })
}
