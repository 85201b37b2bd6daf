import { writeSync } from 'node:fs'

/** Says what is not tested here. Straight to stderr: jest swallows the console of a file whose tests are all skipped. */
export function saySkipped(what: string): void {
  writeSync(2, `SKIPPED: ${what}\n`)
}
