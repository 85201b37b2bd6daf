import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'

/** One candidate of a payload with its choice; a missing index is its place in the list. */
export interface Candidate {
  readonly choice: number
  readonly json: JsonObject
}

/** Highest index that is believed: some clients are told of every choice below it before its first word. */
const choiceMax = 127

/** The candidates of a payload; none where it has none. */
export function candidatesOf(payload: JsonObject): readonly Candidate[] {
  if (!Array.isArray(payload.candidates)) return []
  return payload.candidates
    .filter(isJsonObject)
    .map((json, place) => ({ choice: choiceOf(json.index, place), json }))
    .filter(({ choice }) => choice >= 0 && choice <= choiceMax)
}

function choiceOf(index: Json | undefined, place: number): number {
  return Number.isInteger(index) ? Number(index) : place
}

/** The parts of a candidate; none where it has no content. */
export function partsOf(candidate: JsonObject): readonly JsonObject[] {
  const content = candidate.content
  return isJsonObject(content) && Array.isArray(content.parts) ? content.parts.filter(isJsonObject) : []
}

/** Proto JSON may write the enum as a number; 0 and the word for it mean "not finished". */
export function isFinished(candidate: JsonObject): boolean {
  const reason = candidate.finishReason
  return Boolean(reason) && reason !== 'FINISH_REASON_UNSPECIFIED'
}

/** The vendor refused the prompt: such an answer has no candidate and is complete. */
export function isPromptBlocked(payload: JsonObject): boolean {
  const feedback = payload.promptFeedback
  return isJsonObject(feedback) && Boolean(feedback.blockReason) && feedback.blockReason !== 'BLOCK_REASON_UNSPECIFIED'
}

/** Nothing but an empty text: what heartbeats and the ends of streams hold. */
export function isEmptyPart(part: JsonObject): boolean {
  return Object.entries(part).every(([key, value]) => (key === 'text' ? value === '' : key === 'thought'))
}
