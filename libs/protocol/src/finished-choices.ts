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
    return [...this.#finished.values()].every(Boolean)
  }
}
