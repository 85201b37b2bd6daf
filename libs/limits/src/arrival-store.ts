import { FULL_AFTER_MS } from './gcra.ts'

/** Keys remembered at once; beyond it those that were seen longest ago are forgotten, which loosens their limits. */
export const LIMITER_KEYS_MAX = 100_000

/**
 * The moment at which each key's bucket is full again, in two generations. What is touched moves to the young one; the
 * old one is dropped whole once every bucket in it is full, so that no key is ever swept for. (One Map in order of use is
 * slow here: V8 walks over every entry deleted at its front.)
 */
export class ArrivalStore {
  #young = new Map<string, number>()
  #old = new Map<string, number>()
  #bornMs = Number.NEGATIVE_INFINITY

  get(key: string): number | undefined {
    return this.#young.get(key) ?? this.#old.get(key)
  }

  set(key: string, fullAtMs: number): void {
    this.#young.set(key, fullAtMs)
  }

  /** Makes the young generation old when it is old or full. Called before each use. */
  age(nowMs: number): void {
    // A clock that was set back must not make a generation live for ever.
    if (nowMs < this.#bornMs) this.#bornMs = nowMs
    if (nowMs - this.#bornMs < FULL_AFTER_MS && this.#young.size < LIMITER_KEYS_MAX / 2) return
    this.#old = this.#young
    this.#young = new Map()
    this.#bornMs = nowMs
  }

  clear(): void {
    this.#young.clear()
    this.#old.clear()
  }
}
