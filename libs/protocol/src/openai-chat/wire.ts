import type { Signature } from '../canonical/blocks.ts'
import { isJsonObject, type Json, type JsonObject } from '../json/json.ts'
import { geminiSignature } from '../signature.ts'

/** Below the versioned base URL. */
export const chatPath = '/chat/completions'

/** What ends every complete stream of this protocol. */
export const doneMarker = '[DONE]'

/** Highest choice index that is believed: OpenAI allows 128 answers. */
const choiceIndexMax = 127

export interface Choice {
  readonly index: number
  readonly json: JsonObject
}

/** The choices of a chunk or answer. A missing index is the choice's place. */
export function choicesOf(payload: JsonObject): readonly Choice[] {
  const choices: Choice[] = []
  for (const [place, json] of objectsOf(payload.choices).entries()) {
    const index = Number.isInteger(json.index) ? Number(json.index) : place
    if (index >= 0 && index <= choiceIndexMax) choices.push({ index, json })
  }
  return choices
}

/** The objects of a list; none when it is no list. */
export function objectsOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

export function objectOf(value: Json | undefined): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined
}

/** The string, unless it says nothing. */
export function stringOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** What a choice says about its end; sglang and Ollama write '' and "null" where nothing is said. */
export function finishReasonOf(choice: JsonObject): string | undefined {
  const word = stringOf(choice.finish_reason)?.trim()
  return word === '' || word === 'null' ? undefined : word
}

/**
 * What a chunk's choice says. Perplexity repeats it in a `message` beside the delta; a vendor that answers whole inside a
 * stream has nothing but a `message`.
 */
export function deltaOf(choice: JsonObject): JsonObject | undefined {
  return objectOf(choice.delta === undefined ? choice.message : choice.delta)
}

/** The visible text of a delta's `content`, which Mistral sends as a list of parts. */
export function contentText(content: Json | undefined): string {
  if (typeof content === 'string') return content
  return objectsOf(content)
    .map((part) => stringOf(part.text) ?? '')
    .join('')
}

/** The thoughts in a delta's `content`: parts of type `thinking`, with parts of their own (Mistral) or a string. */
export function contentThought(content: Json | undefined): string {
  return objectsOf(content)
    .map((part) => (part.type === 'thinking' ? contentText(part.thinking) : ''))
    .join('')
}

/** Whether a member says anything: not null, '' or empty. */
export function isSaid(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '') return false
  return typeof value !== 'object' || Object.keys(value).length > 0
}

/** `extra_content.google.thought_signature`: where Google's own layer puts signatures of texts and calls. */
export function signatureOf(json: JsonObject): Signature | undefined {
  return geminiSignature(stringOf(objectOf(objectOf(json.extra_content)?.google)?.thought_signature))
}
