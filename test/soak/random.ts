/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** From 0, below 1. */
  next(): number
  /** Whole, both ends included. */
  whole(from: number, to: number): number
  chance(of: number): boolean
  pick<T>(list: readonly T[]): T
}

/** mulberry32, seeded by several numbers: request 17 of seed 4 is the same whatever came before it. */
export function createRandom(...seeds: readonly number[]): Random {
  let state = seeds.reduce((mixed, seed) => scramble((mixed ^ seed) >>> 0), 0x9e3779b9)
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    return scramble(state) / 2 ** 32
  }
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  return {
    next,
    whole,
    chance: (of) => next() < of,
    pick: (list) => list[whole(0, list.length - 1)]!,
  }
}

/** Chooses by weight. */
export function pickWeighted<T extends { readonly weight: number }>(list: readonly T[], random: Random): T {
  let left = random.next() * list.reduce((sum, { weight }) => sum + weight, 0)
  for (const item of list) {
    left -= item.weight
    if (left < 0) return item
  }
  return list.at(-1)!
}

function scramble(state: number): number {
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return (mixed ^ (mixed >>> 14)) >>> 0
}
