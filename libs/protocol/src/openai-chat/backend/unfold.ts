import type { StreamMessage } from '../../codec.ts'
import { isJsonObject, type JsonObject } from '../../json/json.ts'
import { parseJson } from '../../json/parse.ts'
import { badAnswer, emptyResponse } from '../outcome.ts'
import { usageOf } from '../usage.ts'
import { choicesOf, doneMarker, finishReasonOf, objectOf, objectsOf } from '../wire.ts'
import { reportedError } from './errors.ts'

/**
 * A whole chat completion as the stream that says the same: one chunk with every choice, its usage, `[DONE]`.
 * @throws GatewayError what the error object in its place says, bad-upstream-response or empty-response.
 */
export function unfold(body: string): readonly StreamMessage[] {
  const value = parseJson(body)
  const error = reportedError(value)
  if (error) throw error
  if (!isJsonObject(value) || !Array.isArray(value.choices)) throw badAnswer('no chat completion')
  const { usage: _, choices: __, ...members } = value
  const head: JsonObject = { ...members, object: 'chat.completion.chunk' }
  const choices = choicesOf(value).map(({ index, json }) => chunkChoice(index, json))
  if (choices.length === 0) throw emptyResponse()
  const usage = usageOf(value)
  const chunks = [{ ...head, choices }, ...(usage ? [{ ...head, choices: [], usage }] : [])]
  return [...chunks.map((chunk) => ({ data: JSON.stringify(chunk) })), { data: doneMarker }]
}

/** A whole answer has its end, even when the vendor gave no word for it. */
function chunkChoice(index: number, choice: JsonObject): JsonObject {
  const { message, ...members } = choice
  const { tool_calls: calls, ...said } = objectOf(message) ?? {}
  const numbered = objectsOf(calls).map((call, place): JsonObject => ({ ...call, index: place }))
  const word = finishReasonOf(choice) ?? (numbered.length > 0 ? 'tool_calls' : 'stop')
  const delta: JsonObject = { ...said, ...(numbered.length > 0 && { tool_calls: numbered }) }
  return { ...members, index, delta, finish_reason: word }
}
