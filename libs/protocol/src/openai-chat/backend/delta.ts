import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'
import { contentThought, isSaid, objectOf, objectsOf, stringOf } from '../wire.ts'

/** `reasoning` is OpenRouter's name; vendors that send several of these say the same in each. */
export function thoughtOf({ reasoning_content, reasoning, content, reasoning_details }: JsonObject): string {
  return (
    stringOf(reasoning_content) ??
    stringOf(reasoning) ??
    (contentThought(content) || thoughtOfDetails(reasoning_details))
  )
}

function thoughtOfDetails(details: Json | undefined): string {
  return objectsOf(details)
    .map(({ text, summary }) => stringOf(text) ?? stringOf(summary) ?? '')
    .join('')
}

/** Snowflake fills every member of a message with its empty value: an empty call is no call. */
export function saysCall({ id, function: definition, custom }: JsonObject): boolean {
  const { name, arguments: args } = objectOf(definition) ?? {}
  const { name: toolName, input } = objectOf(custom) ?? {}
  return [id, name, args, toolName, input].some((member) => isSaid(member) || isJsonObject(member))
}
