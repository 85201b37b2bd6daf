import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'
import type { Edit } from '../../json/splice.ts'
import { isEmptyPart } from './candidates.ts'

/**
 * Joins model turns that follow each other, and takes empty text parts out of them. Google's chat helpers keep every
 * streamed chunk as a turn of its own, heartbeats included, and send them all again; the API refuses a function call in a
 * turn right after another model turn (measured with the JavaScript SDK 1.30 to 3.1; gemini-cli#26486). Every other
 * request passes with its bytes untouched.
 */
export function joinedTurns(body: JsonObject): readonly Edit[] {
  const { contents } = body
  if (
    !Array.isArray(contents) ||
    !contents.some((content, at) => isModelTurn(content) && isModelTurn(contents[at - 1]))
  ) {
    return []
  }
  return [{ path: ['contents'], json: JSON.stringify(contents.reduce(joined, [])) }]
}

function joined(turns: Json[], content: Json): Json[] {
  const last = turns.at(-1)
  if (!isModelTurn(content)) return [...turns, content]
  const turn = { ...content, parts: content.parts.filter((part) => !isJsonObject(part) || !isEmptyPart(part)) }
  if (turn.parts.length === 0) return turns
  if (!isModelTurn(last)) return [...turns, turn]
  return [...turns.slice(0, -1), { ...last, parts: [...last.parts, ...turn.parts] }]
}

function isModelTurn(content: Json | undefined): content is JsonObject & { parts: Json[] } {
  return isJsonObject(content) && content.role === 'model' && Array.isArray(content.parts)
}
