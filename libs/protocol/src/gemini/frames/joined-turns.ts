import type { Edit } from '../../json/edit.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'
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
  return [{ path: ['contents'], json: JSON.stringify(joined(contents)) }]
}

function joined(contents: readonly Json[]): Json[] {
  const turns: Json[] = []
  for (const content of contents) {
    if (!isModelTurn(content)) {
      turns.push(content)
      continue
    }
    const parts = content.parts.filter((part) => !isJsonObject(part) || !isEmptyPart(part))
    const last = turns.at(-1)
    if (parts.length === 0) continue
    // `last` is a copy of ours: only such are pushed.
    if (isModelTurn(last)) for (const part of parts) last.parts.push(part)
    else turns.push({ ...content, parts })
  }
  return turns
}

function isModelTurn(content: Json | undefined): content is JsonObject & { parts: Json[] } {
  return isJsonObject(content) && content.role === 'model' && Array.isArray(content.parts)
}
