import { GatewayError } from '../../src/index.ts'

/**
 * Builds an input of a size; what it gives back works on that input, any number of times, and is what the time is taken
 * of.
 */
export type Work = (size: number) => () => unknown

export interface Sizes {
  readonly min: number
  /** Work that is still quick at this size is fine: were it quadratic, it could not be. */
  readonly max: number
}

/** Below this, noise outweighs what is measured. */
const readableMs = 2
const attempts = 5

/** How much longer larger inputs may take, at the most: half-way between linear and quadratic. */
const growths: readonly { readonly factor: number; readonly ratioMax: number }[] = [
  { factor: 4, ratioMax: 8 },
  // On a busy machine long work is interrupted and short work is not; so much it is not.
  { factor: 16, ratioMax: 96 },
]

/**
 * What is wrong with the growth of this work; undefined where its time grows as its input does. Noise only ever adds to a
 * time, so the smallest of several counts. A GatewayError is an answer like any other; every other error is a fault.
 */
export function growthFault(work: Work, { min, max }: Sizes): string | undefined {
  let size = min
  let run = work(size)
  while (timeOf(run) < readableMs || timeOf(run) < readableMs) {
    if (size >= max) return undefined
    size *= 2
    run = work(size)
  }
  const faults: string[] = []
  for (const { factor, ratioMax } of growths) {
    const ratio = leastRatio(run, work(size * factor), ratioMax)
    if (ratio < ratioMax) return undefined
    faults.push(`${factor} times the size ${size} took ${ratio.toFixed()} times as long`)
  }
  return faults.join('; ')
}

/** The faults of several works, by their names. */
export function growthFaults(works: Readonly<Record<string, Work>>, sizes: Sizes): readonly string[] {
  return Object.entries(works).flatMap(([name, work]) => {
    const fault = growthFault(work, sizes)
    return fault === undefined ? [] : [`${name}: ${fault}`]
  })
}

function leastRatio(run: () => unknown, runOfLarge: () => unknown, enough: number): number {
  let small = timeOf(run)
  let large = timeOf(runOfLarge)
  for (let attempt = 1; attempt < attempts && large / small >= enough; attempt++) {
    small = Math.min(small, timeOf(run))
    large = Math.min(large, timeOf(runOfLarge))
  }
  return large / small
}

function timeOf(run: () => unknown): number {
  const start = performance.now()
  try {
    run()
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
  }
  return performance.now() - start
}
