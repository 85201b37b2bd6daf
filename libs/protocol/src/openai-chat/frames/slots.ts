import type { JsonObject } from '../../json/json.ts'
import type { TextSlot } from '../../passing/watcher.ts'
import { type Choice, choicesOf, contentText, finishReasonOf, objectOf, objectsOf } from '../wire.ts'

/** The visible text of each choice of a chunk; setting one changes the chunk. */
export function textSlots(chunk: JsonObject): readonly TextSlot[] {
  return choicesOf(chunk).map((choice) => new ChoiceSlot(chunk, choice))
}

class ChoiceSlot implements TextSlot {
  readonly choice: number
  readonly finished: boolean
  readonly #chunk: JsonObject
  readonly #json: JsonObject

  constructor(chunk: JsonObject, { index, json }: Choice) {
    this.#chunk = chunk
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

  remove(): void {
    this.#chunk.choices = objectsOf(this.#chunk.choices).filter((json) => json !== this.#json)
  }
}
