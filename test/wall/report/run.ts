/**
 * `npm run faults`: runs every jest suite, the slow ones too, and writes docs/faults.md from the catalogue and the
 * results. Needs what `npm run test:all` needs. Fails when a promise has no test that ran, or one that failed.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { catalogue, groups } from '../catalogue.ts'
import { complaints, renderFaults } from './render.ts'
import { resultsByCase } from './results.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'sluice-faults-'))
const outputFile = join(folder, 'jest.json')

/** The tests of this page would look at the one that is to be replaced. */
const ownTests = '--testPathIgnorePatterns=test/wall/report/'

// Arguments narrow the suites down while working on one; such a page is not for publishing.
const args = ['run', '-s', 'jest', '--', '--json', `--outputFile=${outputFile}`, ownTests, ...process.argv.slice(2)]
const { status } = spawnSync('npm', args, {
  cwd: root,
  env: { ...process.env, SLUICE_TEST: 'all' },
  stdio: ['ignore', 'ignore', 'inherit'],
})
const results = resultsByCase(JSON.parse(readFileSync(outputFile, 'utf8')), root)
rmSync(folder, { recursive: true })

const head = { date: new Date().toISOString().slice(0, 10), node: process.versions.node }
writeFileSync(join(root, 'docs', 'faults.md'), renderFaults(groups, results, head))

const problems = complaints(catalogue, results)
for (const problem of problems) console.error(problem)
console.log(`docs/faults.md: ${catalogue.length} cases, ${problems.length} without proof`)
process.exitCode = status === 0 && problems.length === 0 ? 0 : 1
