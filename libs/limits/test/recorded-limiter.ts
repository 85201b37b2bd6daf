import {
  createMemoryLimiter,
  createRedisLimiter,
  type Limiter,
  type LimitRule,
  type LinkChange,
  type LostPolicy,
} from '../src/index.ts'

export const rule = (perMinute: number, key = 'alice'): LimitRule => ({ name: 'caller', key, perMinute })

export async function admittedOf(limiter: Limiter, count: number, ...rules: readonly LimitRule[]): Promise<number> {
  const admissions = await Promise.all(Array.from({ length: count }, () => limiter.admit(rules)))
  return admissions.filter(({ admitted }) => admitted).length
}

export interface Recorded {
  readonly limiter: Limiter
  readonly changes: readonly LinkChange[]
  /** Each time keys had to be reset, how many. */
  readonly damaged: readonly number[]
  /** Resolves when so many changes have been told. */
  told(changes: number): Promise<void>
}

/** A limiter whose local share has a clock that stands still. */
export function recordedLimiter(url: string, lost: LostPolicy): Recorded {
  const changes: LinkChange[] = []
  const damaged: number[] = []
  const looks = new Set<() => void>()
  const limiter = createRedisLimiter({
    url,
    lost,
    local: createMemoryLimiter(() => 0),
    onChange: (change) => {
      changes.push(change)
      for (const look of [...looks]) look()
    },
    onDamage: (keys) => damaged.push(keys),
  })
  const told = (count: number) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (changes.length < count) return
        looks.delete(look)
        resolve()
      }
      looks.add(look)
      look()
    })
  return { limiter, changes, damaged, told }
}
