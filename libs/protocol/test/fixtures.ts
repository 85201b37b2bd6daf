import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect } from '@jest/globals'
import type { Protocol } from '../src/index.ts'

/** One stream, written by hand in the shapes that vendors of this protocol send. `error-…` ends in an error. */
export interface Fixture {
  readonly name: string
  readonly bytes: Uint8Array
  readonly fails: boolean
}

const folder = new URL('../fixtures/', import.meta.url)
const goldenFolder = new URL('golden/', folder)
const suffix = '.stream.sse'

export function readFixtures(protocol: Protocol): Fixture[] {
  const files = readdirSync(new URL(`${protocol}/`, folder)).filter((file) => file.endsWith(suffix))
  return files.toSorted().map((file) => ({
    name: file.slice(0, -suffix.length),
    bytes: new Uint8Array(readFileSync(new URL(`${protocol}/${file}`, folder))),
    fails: file.startsWith('error-'),
  }))
}

export function goldenNames(): string[] {
  return readdirSync(goldenFolder).map((file) => file.replace(/\.json$/, ''))
}

/** Compares with `fixtures/golden/<name>.json`; `UPDATE_GOLDEN=1` writes it instead. A missing file is a failure. */
export function expectGolden(name: string, actual: unknown): void {
  const file = new URL(`${name}.json`, goldenFolder)
  const text = `${JSON.stringify(actual, null, 2)}\n`
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, text)
  if (!existsSync(file)) throw new Error(`no golden file for ${name}: write it with UPDATE_GOLDEN=1 and read it`)
  expect(JSON.parse(text)).toEqual(JSON.parse(readFileSync(file, 'utf8')))
}
