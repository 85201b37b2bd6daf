import type { TextSlot } from '../../codec.ts'
import type { JsonObject } from '../../json/json.ts'
import { type Choice, choicesOf, contentText, finishReasonOf, objectOf } from '../wire.ts'

/** The visible text of each choice of a chunk; setting one changes the chunk. */
export function textSlots(chunk: JsonObject): readonly TextSlot[] {
  return choicesOf(chunk).map(createSlot)
}

function createSlot({ index, json }: Choice): TextSlot {
  return {
    choice: index,
    finished: finishReasonOf(json) !== undefined,
    get text() {
      return contentText(objectOf(json.delta)?.content)
    },
    set text(text: string) {
      json.delta = { ...objectOf(json.delta), content: text }
    },
  }
}
