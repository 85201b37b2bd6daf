import type { JsonObject } from '../../json/json.ts'
import { isSaid, objectsOf } from '../wire.ts'

/** Members of an answer that no event carries. */
const ofAnswer = ['related_questions', 'images', 'moderation'] as const
const ofDelta = ['audio', 'executed_tools'] as const

/** Names, without indexes, of what a chunk holds and nothing carries. Most chunks hold none of it. */
export function lostOfChunk(chunk: JsonObject): readonly string[] {
  return ofAnswer.filter((name) => isSaid(chunk[name])).map((name) => `answer.${name}`)
}

export function lostOfDelta(delta: JsonObject): readonly string[] {
  const lost = ofDelta.filter((name) => isSaid(delta[name])).map((name) => `answer.choices[].message.${name}`)
  if (objectsOf(delta.annotations).some((item) => item.url_citation === undefined)) lost.push(annotations)
  if (objectsOf(delta.reasoning_details).some((item) => item.type === 'reasoning.encrypted')) lost.push(details)
  return lost
}

const annotations = 'answer.choices[].message.annotations'
const details = 'answer.choices[].message.reasoning_details'

/** All of these names. */
export const lostNames: readonly string[] = [
  ...ofAnswer.map((name) => `answer.${name}`),
  ...ofDelta.map((name) => `answer.choices[].message.${name}`),
  annotations,
  details,
]
