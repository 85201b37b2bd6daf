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
  whole: { rounds: 5, warmUpMs: 1000, warmUpRequests: 30_000, windowMs: 1000 },
  quick: { rounds: 2, warmUpMs: 500, warmUpRequests: 8000, windowMs: 400 },
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
    rows: names === undefined ? (values.quick ? rows.filter(isWanted) : rows) : named(names.split(',')),
    pace: { ...pace, ...(values.rounds !== undefined && { rounds: Math.max(1, Number(values.rounds)) }) },
    tree: values.tree ?? join(import.meta.dirname, '..'),
    whole: !values.quick && names === undefined && values.tree === undefined,
    profile: values.profile !== undefined,
  }
}

/** A quick run leaves out what is there for comparison only. */
const isWanted = ({ wanted }: Row) => wanted.kind === 'ahead' || wanted.atMost !== undefined

/** `request`, `sluice` or `request/sluice`. */
function named(names: readonly string[]): readonly Row[] {
  const idsOf = ({ scenario, target }: Row) => [scenario, target, `${scenario}/${target}`]
  const unknown = names.find((name) => !rows.some((row) => idsOf(row).includes(name)))
  if (unknown === undefined) return rows.filter((row) => idsOf(row).some((id) => names.includes(id)))
  const all = new Set(rows.map(({ scenario, target }) => `${scenario}/${target}`))
  throw new Error(`no row ${unknown}; there are ${[...all].join(', ')}`)
}
