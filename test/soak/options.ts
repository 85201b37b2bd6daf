import { parseArgs } from 'node:util'

export interface SoakOptions {
  readonly durationMs: number
  readonly seed: number
  /** Requests a second. */
  readonly rps: number
  readonly processes: 1 | 2
  /** Only this request of the seed, with all that is known of it. */
  readonly only: number | undefined
}

const MINUTE_MS = 60_000
const SEEDS = 1_000_000

/** Reads the command line. @throws Error when a value makes no sense. */
export function readOptions(args: readonly string[]): SoakOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '3' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * SEEDS)) },
      rps: { type: 'string', default: '40' },
      processes: { type: 'string', default: '1' },
      only: { type: 'string' },
    },
  })
  return {
    durationMs: positive('minutes', values.minutes) * MINUTE_MS,
    seed: Number(values.seed),
    rps: positive('rps', values.rps),
    processes: values.processes === '2' ? 2 : 1,
    only: values.only === undefined ? undefined : Number(values.only),
  }
}

function positive(name: string, value: string): number {
  if (Number(value) > 0) return Number(value)
  throw new Error(`--${name} is a number above 0, not ${value}`)
}
