import type { Message } from '../../canonical/request.ts'
import type { JsonObject } from '../../json/json.ts'

type SpokenMessage = Extract<Message, { role: 'user' | 'assistant' }>

/** Says who speaks, where a message tells it: Gemini has no member for names. */
export interface Speakers {
  /** The parts with the speaker's name; the same parts where nothing is to be said. */
  named(message: SpokenMessage, parts: JsonObject[]): JsonObject[]
}

/**
 * Names are there to tell apart who speaks in one role (OpenAI's `name`). So where a role has several, each text begins
 * with its speaker's, as SillyTavern writes group chats; a name that tells nobody apart is reported, for said in the text
 * it would only teach the model to write it too.
 */
export function createSpeakers(messages: readonly Message[], dropped: string[]): Speakers {
  const names = { user: new Set<string>(), assistant: new Set<string>() }
  for (const message of messages) {
    if (message.role !== 'user' && message.role !== 'assistant') continue
    if (message.name) names[message.role].add(message.name.text)
  }
  return {
    named({ role, name }, parts) {
      if (name === undefined) return parts
      const said = names[role].size > 1 ? withName(parts, name.text) : undefined
      if (said === undefined) dropped.push(name.at)
      return said ?? parts
    },
  }
}

/** undefined for a message without text, which has no place for a name. */
function withName(parts: JsonObject[], name: string): JsonObject[] | undefined {
  const at = parts.findIndex((part) => typeof part.text === 'string')
  const first = parts[at]
  if (first === undefined) return undefined
  const text = String(first.text)
  if (text.startsWith(`${name}:`)) return parts
  // A signed text stays as the model wrote it.
  const named =
    first.thoughtSignature === undefined ? [{ ...first, text: `${name}: ${text}` }] : [{ text: `${name}:` }, first]
  return parts.toSpliced(at, 1, ...named)
}
