/** Numbers the items that each choice adds to one list: OpenAI's Python helper merges items of deltas by `index` only. */
export class ListPlaces {
  readonly #counts = new Map<number, number>()

  next(choice: number): number {
    const place = this.#counts.get(choice) ?? 0
    this.#counts.set(choice, place + 1)
    return place
  }
}
