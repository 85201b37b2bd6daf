import type { Sources } from './codec.ts'

/** Gives every call of one choice an id of its own: clients keep calls and results in maps by id, and would lose one. */
export class CallIds {
  readonly #sources: Sources
  readonly #taken = new Set<string>()

  constructor(sources: Sources) {
    this.#sources = sources
  }

  /** The vendor's id, unless it gave none ('') or gave it before. */
  take(given: string): string {
    const id = given === '' || this.#taken.has(given) ? `call_${this.#sources.randomId()}` : given
    this.#taken.add(id)
    return id
  }
}
