import { clientCases } from './cases/client.ts'
import { loadCases } from './cases/load.ts'
import { processCases } from './cases/process.ts'
import { redisCases } from './cases/redis.ts'
import { securityCases } from './cases/security.ts'
import { upstreamCases } from './cases/upstream.ts'

/**
 * Where a promise is put to the test. `tests`: jest tests in whose title, or in a title above it, the id stands as a
 * word. The others are programs of their own: `npm run test:compose`, `npm run soak`, `npm run bench`.
 */
export type Place = 'tests' | 'compose' | 'soak' | 'bench'

/** `unbuilt`: Sluice has no such part. `unexercised`: it has, but nothing here can bring the fault about. */
export type Kept = readonly [Place, ...Place[]] | { readonly unbuilt: string } | { readonly unexercised: string }

/** One way in which something breaks. Ids are for ever; numbers that are missing were never given out. */
export interface FaultCase {
  readonly id: `${'U' | 'C' | 'R' | 'P' | 'L' | 'S'}${number}`
  /** What happens. */
  readonly stimulus: string
  /** What Sluice then does. */
  readonly promise: string
  readonly kept: Kept
}

export interface FaultGroup {
  readonly title: string
  readonly cases: readonly FaultCase[]
}

/** Every promise about what breaks, for users and operators: `docs/faults.md` is made of it. */
export const groups: readonly FaultGroup[] = [
  { title: 'The upstream fails', cases: upstreamCases },
  { title: 'The client fails, or is odd', cases: clientCases },
  { title: 'Redis fails', cases: redisCases },
  { title: 'The process', cases: processCases },
  { title: 'Load', cases: loadCases },
  { title: 'Security', cases: securityCases },
]

export const catalogue: readonly FaultCase[] = groups.flatMap(({ cases }) => cases)
