import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { catalogue, groups } from '../catalogue.ts'
import { caseIdsIn } from './case-ids.ts'
import { complaints, renderFaults, wordsOf } from './render.ts'
import { resultsByCase } from './results.ts'

const root = join(import.meta.dirname, '..', '..', '..')

/** The rows of the published tables, cell by cell. */
function publishedRows(): readonly (readonly string[])[] {
  const lines = readFileSync(join(root, 'docs', 'faults.md'), 'utf8').split('\n')
  return lines.filter((line) => /^\| [UCRPLS]\d/.test(line)).map((line) => line.slice(2, -2).split(' | '))
}

/** The ids in texts of the tests' sources; the catalogue itself and this folder do not count. */
function idsInTests(): ReadonlySet<string> {
  const folders = [
    'test',
    ...['libs', 'services'].flatMap((part) => readdirSync(join(root, part)).map((name) => join(part, name, 'test'))),
  ]
  const files = folders.flatMap((folder) => sourcesIn(folder)).filter((file) => !/wall\/(?:cases|report)\//.test(file))
  const quoted = files.flatMap((file) => readFileSync(file, 'utf8').match(/['"`][^'"`\n]*\b[UCRPLS]\d\d\b/g) ?? [])
  return new Set(quoted.flatMap(caseIdsIn))
}

function sourcesIn(folder: string): string[] {
  try {
    const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    return names.filter((name) => name.endsWith('.ts')).map((name) => join(root, folder, name))
  } catch {
    return []
  }
}

describe('docs/faults.md', () => {
  it('has the cases and the words of the catalogue (npm run faults writes it)', () => {
    expect(publishedRows().map((cells) => cells.slice(0, 3))).toEqual(catalogue.map((one) => [...wordsOf(one)]))
  })

  it('says of the same cases that they are not built or not exercised', () => {
    const missing = catalogue.flatMap(({ id, kept }) => {
      if ('unbuilt' in kept) return [[id, `not built: ${kept.unbuilt}`]]
      return 'unexercised' in kept ? [[id, `not exercised here: ${kept.unexercised}`]] : []
    })
    const published = publishedRows().filter((cells) => cells.at(-1)?.startsWith('not '))
    expect(published.map((cells) => [cells[0], cells.at(-1)])).toEqual(missing)
  })

  it('shows no failure and no case without its proof', () => {
    expect(publishedRows().filter((cells) => /\*\*|nothing/.test(cells.slice(3).join()))).toEqual([])
  })
})

describe('the catalogue', () => {
  it('has each id once', () => {
    const ids = catalogue.map(({ id }) => id)
    expect(ids).toEqual([...new Set(ids)])
  })

  it('has a test for every case that tests are to prove', () => {
    const tested = idsInTests()
    const cases = catalogue.filter(({ kept }) => Array.isArray(kept) && kept.includes('tests'))
    expect(cases.map(({ id }) => id).filter((id) => !tested.has(id))).toEqual([])
  })
})

describe('the report', () => {
  const test = (title: string, status: string) => ({ ancestorTitles: ['U20 is cut'], title, status })
  const report = {
    testResults: [{ name: '/r/test/a.test.ts', assertionResults: [test('x', 'passed'), test('U17', 'failed')] }],
  }
  const results = resultsByCase(report, '/r')

  it('counts a test for each id in its title and the titles above it', () => {
    expect(Object.fromEntries(results)).toEqual({
      U20: { files: ['test/a.test.ts'], passed: 1, failed: 1, skipped: 0 },
      U17: { files: ['test/a.test.ts'], passed: 0, failed: 1, skipped: 0 },
    })
  })

  it('complains of failures and of promises that nothing proved', () => {
    const cases = catalogue.filter(({ id }) => ['U17', 'U20', 'U22', 'S41'].includes(id))
    expect(complaints(cases, results)).toEqual(['U17: 1 tests failed', 'U20: 1 tests failed', 'U22: no test ran'])
  })

  it('is a table of whole rows', () => {
    const page = renderFaults(groups, results, { date: '2026-01-01', node: '24' })
    const rows = page.split('\n').filter((line) => /^\| [UCRPLS]\d/.test(line))
    expect(rows).toHaveLength(catalogue.length)
    for (const row of rows) expect(row.split(' | ')).toHaveLength(5)
  })
})
