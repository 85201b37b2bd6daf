import type { Json } from '../../../json/json.ts'

/** The values or types that all schemas so far allow, in the order of the first. */
export class Allowed {
  /** Value to its place. */
  #places: ReadonlyMap<Json, number>

  constructor(values: readonly Json[]) {
    this.#places = new Map(values.map((value, place) => [value, place]))
  }

  get values(): Json[] {
    return [...this.#places.keys()]
  }

  has(value: Json): boolean {
    return this.#places.has(value)
  }

  /** Takes away what is not among `values`. False, and nothing taken, where none of both would be left. */
  restrict(values: readonly Json[]): boolean {
    const places = new Map<Json, number>()
    for (const value of values) {
      const place = this.#places.get(value)
      if (place !== undefined) places.set(value, place)
    }
    if (places.size === 0) return false
    this.#places = new Map([...places].toSorted(([, a], [, b]) => a - b))
    return true
  }
}
