import type { TextSlot } from '../../codec.ts'
import type { JsonObject } from '../../json/json.ts'
import { type Choice, choicesOf, contentText, finishReasonOf, objectOf } from '../wire.ts'

/** The visible text of each choice of a chunk; setting one changes the chunk. */
export function textSlots(chunk: JsonObject): readonly TextSlot[] {
  return choicesOf(chunk).map((choice) => new ChoiceSlot(choice))
}

class ChoiceSlot implements TextSlot {
  readonly choice: number
  readonly finished: boolean
  readonly #json: JsonObject

  constructor({ index, json }: Choice) {
    this.choice = index
    this.finished = finishReasonOf(json) !== undefined
    this.#json = json
  }

  get text(): string {
    return contentText(objectOf(this.#json.delta)?.content)
  }

  set text(text: string) {
    this.#json.delta = { ...objectOf(this.#json.delta), content: text }
  }
}
