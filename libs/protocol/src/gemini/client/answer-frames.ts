import type { ChoiceFinish, FinishEvent } from '../../canonical/event.ts'
import type { Frame } from '../../codec.ts'
import type { JsonObject } from '../../json/json.ts'
import { reasonToGemini } from './finish.ts'
import { usageToGemini } from './usage.ts'
import { candidateText, emptyPart, jsonText } from './wire.ts'

/** Writes the payloads of one answer. `text` and `part` are JSON text. */
export interface AnswerFrames {
  text(choice: number, text: string): readonly Frame[]
  part(choice: number, part: string): readonly Frame[]
  /** The last payload. `malformed`: per choice, the name of a call that could not be sent. */
  finish(event: FinishEvent, malformed: ReadonlyMap<number, string>): readonly Frame[]
}

/** `answer`: members that every payload of the answer repeats (modelVersion, responseId …). */
export function createAnswerFrames(answer: JsonObject): AnswerFrames {
  const tail = jsonText(answer).slice(1)
  const frame = (candidates: string) => [{ data: `{"candidates":[${candidates}],${tail}` }]
  // A text delta is by far the most frequent event: everything around its text is made once per choice.
  const around: (readonly string[])[] = []
  return {
    text(choice, text) {
      around[choice] ??= frame(candidateText(choice, '{"text":\0}'))[0]?.data.split('\0') ?? []
      return [{ data: around[choice].join(text) }]
    },
    part: (choice, part) => frame(candidateText(choice, part)),
    finish({ choices, usage }, malformed) {
      const candidates = choices.map((finish) => finishText(finish, malformed.get(finish.choice)))
      const counts = usage ? `"usageMetadata":${jsonText(usageToGemini(usage))},` : ''
      return [{ data: `{"candidates":[${candidates.join(',')}],${counts}${tail}` }]
    },
  }
}

function finishText(finish: ChoiceFinish, malformedCall: string | undefined): string {
  if (malformedCall === undefined) {
    return candidateText(finish.choice, emptyPart, `,"finishReason":"${reasonToGemini(finish)}"`)
  }
  const message = jsonText(`Malformed function call: the arguments of ${malformedCall} are not a JSON object.`)
  return candidateText(finish.choice, emptyPart, `,"finishReason":"MALFORMED_FUNCTION_CALL","finishMessage":${message}`)
}
