/**
 * Numbers the choices of an answer from 0, whatever the vendor calls them: clients are told of every choice below one
 * before its first word, so a lonely choice 3 would be the last of four.
 */
export class ChoiceNumbers {
  readonly #asked: number | undefined
  readonly #numbers = new Map<number, number>()
  readonly #taken = new Set<number>()

  /** `asked`: how many were asked for; undefined believes the vendor. */
  constructor(asked: number | undefined) {
    this.#asked = asked
  }

  numberOf(index: number): number {
    if (this.#asked === undefined) return index
    const known = this.#numbers.get(index)
    if (known !== undefined) return known
    let number = index < this.#asked ? index : 0
    while (this.#taken.has(number)) number++
    this.#numbers.set(index, number)
    this.#taken.add(number)
    return number
  }
}
