import { KEY } from '../wall/raw/row.ts'
import type { Random } from './random.ts'

const QUIET = 16
/** One that asks for more than its limit; the others never come near it. */
const GREEDY_SHARE = 0.2
/** Of all requests: what one key may ask for. */
const LIMIT_SHARE = 0.08

const greedyKey = 'sk-soak-key-of-the-greedy'
export const quietKeys: readonly string[] = Array.from({ length: QUIET }, (_, at) => `sk-soak-key-of-tenant-${at}`)

/** The corpus of odd requests has a key of its own. */
export const clientKeys: readonly string[] = [greedyKey, ...quietKeys, KEY]

export const isGreedy = (key: string): boolean => key === greedyKey

/** SLUICE_RPM at so many requests a second in all. */
export const limitFor = (rps: number): number => Math.ceil(rps * 60 * LIMIT_SHARE)

export const pickKey = (random: Random): string => (random.chance(GREEDY_SHARE) ? greedyKey : random.pick(quietKeys))
