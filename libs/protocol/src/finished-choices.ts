/** Which choices of one stream have begun, and which of them have ended. */
export class FinishedChoices {
  readonly #finished = new Map<number, boolean>()

  note(choice: number, finished: boolean): void {
    if (finished) this.#finished.set(choice, true)
    else if (!this.#finished.has(choice)) this.#finished.set(choice, false)
  }

  get none(): boolean {
    return this.#finished.size === 0
  }

  /** True when there are none. */
  get all(): boolean {
    return this.open.length === 0
  }

  /** Those that have begun and not ended. */
  get open(): readonly number[] {
    return [...this.#finished].filter(([, finished]) => !finished).map(([choice]) => choice)
  }
}
