import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Row, rows } from './rows.ts'
import type { Pace } from './scenarios/scenario.ts'

export interface Arguments {
  readonly rows: readonly Row[]
  readonly pace: Pace
  readonly tree: string
  /** Whether the run is the whole one, whose results are kept. */
  readonly whole: boolean
  readonly profile: boolean
}

const paces = {
  whole: { rounds: 5, warmUpMs: 1500, warmUpRequests: 12_000, windowMs: 1500 },
  quick: { rounds: 2, warmUpMs: 600, warmUpRequests: 4000, windowMs: 400 },
} as const satisfies Readonly<Record<string, Pace>>

/** Reads the command line. @throws Error when it names a row that does not exist. */
export function readArguments(args: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      rows: { type: 'string' },
      rounds: { type: 'string' },
      tree: { type: 'string' },
      profile: { type: 'string' },
    },
  })
  const pace = values.quick ? paces.quick : paces.whole
  const names = values.profile ?? values.rows
  return {
    rows: names === undefined ? rows : names.split(',').flatMap(rowsOf),
    pace: { ...pace, ...(values.rounds !== undefined && { rounds: Math.max(1, Number(values.rounds)) }) },
    tree: values.tree ?? join(import.meta.dirname, '..'),
    whole: !values.quick && names === undefined && values.tree === undefined,
    profile: values.profile !== undefined,
  }
}

/** `request`, `sluice` or `request/sluice`. */
function rowsOf(name: string): readonly Row[] {
  const found = rows.filter(({ scenario, target }) => [scenario, target, `${scenario}/${target}`].includes(name))
  if (found.length > 0) return found
  const ids = rows.map(({ scenario, target }) => `${scenario}/${target}`)
  throw new Error(`no row ${name}; there are ${[...new Set(ids)].join(', ')}`)
}
