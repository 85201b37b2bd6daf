import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'
import { contentText, objectsOf } from '../wire.ts'

/**
 * The `content` of one message, gathered from strings and lists of parts. Mistral sends both in one stream: thoughts and
 * references as parts, the rest as strings (https://docs.mistral.ai/capabilities/reasoning).
 */
export class FoldedContent {
  readonly #parts: Json[] = []
  #saidEmpty = false

  add(content: Json | undefined): void {
    if (content === '') this.#saidEmpty = true
    else for (const part of partsOf(content)) addPart(this.#parts, part)
  }

  /** A string where all of it is plain text; undefined where nothing was said. */
  get value(): Json | undefined {
    if (this.#parts.length === 0) return this.#saidEmpty ? '' : undefined
    return this.#parts.every(isPlainText) ? contentText(this.#parts) : this.#parts
  }
}

/** The objects of a list; a string is one text part. */
function partsOf(content: Json | undefined): readonly JsonObject[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : objectsOf(content)
}

/** The list grows in place: a long answer comes in many thousands of pieces. */
function addPart(parts: Json[], part: JsonObject): void {
  const last = parts.at(-1)
  const isThought = part.type === 'thinking'
  if (isPlainText(last) && isPlainText(part)) last.text += part.text
  else if (isThought && isJsonObject(last) && last.type === 'thinking') addThought(last, part)
  else parts.push(isThought ? addThought({ type: 'thinking', thinking: [] }, part) : { ...part })
}

/** A thought holds parts of its own; some gateways write a string. */
function addThought(thought: JsonObject, { thinking, ...members }: JsonObject): JsonObject {
  Object.assign(thought, members)
  if (Array.isArray(thought.thinking)) for (const part of partsOf(thinking)) addPart(thought.thinking, part)
  return thought
}

function isPlainText(part: Json | undefined): part is JsonObject & { text: string } {
  if (!isJsonObject(part) || typeof part.text !== 'string') return false
  return Object.keys(part).every((name) => name === 'text' || name === 'type')
}
