import { relative } from 'node:path'
import { caseIdsIn } from './case-ids.ts'

/** What jest writes with `--json`, as far as it is read here. */
export interface JestReport {
  readonly testResults: readonly {
    readonly name: string
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[]
      readonly title: string
      readonly status: string
    }[]
  }[]
}

/** The tests that carry an id. */
export interface CaseResult {
  readonly files: readonly string[]
  readonly passed: number
  readonly failed: number
  /** Not run here: something they need is missing. */
  readonly skipped: number
}

/** The results of all tests, by the ids in their titles. */
export function resultsByCase(report: JestReport, root: string): ReadonlyMap<string, CaseResult> {
  const found = new Map<string, { files: Set<string>; passed: number; failed: number; skipped: number }>()
  for (const { name, assertionResults } of report.testResults) {
    for (const { ancestorTitles, title, status } of assertionResults) {
      for (const id of caseIdsIn([...ancestorTitles, title].join(' '))) {
        const result = found.get(id) ?? { files: new Set<string>(), passed: 0, failed: 0, skipped: 0 }
        found.set(id, result)
        result.files.add(relative(root, name))
        if (status === 'passed') result.passed++
        else if (status === 'failed') result.failed++
        else result.skipped++
      }
    }
  }
  return new Map(Array.from(found, ([id, { files, ...counts }]) => [id, { ...counts, files: [...files].sort() }]))
}
