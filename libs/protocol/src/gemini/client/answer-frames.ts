import type { Citation } from '../../canonical/blocks.ts'
import type { ChoiceFinish, FinishEvent } from '../../canonical/event.ts'
import type { Frame } from '../../codec.ts'
import type { JsonObject } from '../../json/json.ts'
import { wellFormed } from '../../well-formed.ts'
import { groundingMetadata } from './citations.ts'
import { reasonToGemini } from './finish.ts'
import { logprobsMembers } from './logprobs.ts'
import { usageToGemini } from './usage.ts'
import { candidateText, emptyPart, jsonText } from './wire.ts'

/** Writes the payloads of one answer. `text` and `part` are JSON text. */
export interface AnswerFrames {
  text(choice: number, text: string): readonly Frame[]
  part(choice: number, part: string): readonly Frame[]
  /** The last payload. */
  finish(event: FinishEvent, gathered: Gathered): readonly Frame[]
}

/** What is known of each choice besides its finish. */
export interface Gathered {
  /** The name of a call that could not be sent. */
  readonly malformed: ReadonlyMap<number, string>
  readonly citations: ReadonlyMap<number, readonly Citation[]>
  /** The visible text, in pieces. */
  readonly texts: ReadonlyMap<number, readonly string[]>
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
    finish({ choices, usage }, gathered) {
      const candidates = choices.map((finish) => finishText(finish, gathered))
      const counts = usage ? `"usageMetadata":${jsonText(usageToGemini(usage))},` : ''
      return [{ data: `{"candidates":[${candidates.join(',')}],${counts}${tail}` }]
    },
  }
}

function finishText(finish: ChoiceFinish, { malformed, citations, texts }: Gathered): string {
  const call = malformed.get(finish.choice)
  const cited = citations.get(finish.choice)
  const text = cited ? (texts.get(finish.choice) ?? []).join('') : ''
  const end: JsonObject = {
    ...(call === undefined ? endOf(finish) : malformedEnd(call)),
    ...(cited && { groundingMetadata: groundingMetadata(cited, text) }),
    ...(finish.logprobs && logprobsMembers(finish.logprobs)),
  }
  return candidateText(finish.choice, emptyPart, `,${jsonText(wellFormed(end)).slice(1, -1)}`)
}

function endOf(finish: ChoiceFinish): JsonObject {
  const finishMessage = finish.details?.explanation
  return { finishReason: reasonToGemini(finish), ...(finishMessage !== undefined && { finishMessage }) }
}

function malformedEnd(call: string): JsonObject {
  const finishMessage = `Malformed function call: the arguments of ${call} are not a JSON object.`
  return { finishReason: 'MALFORMED_FUNCTION_CALL', finishMessage }
}
