import type {
  GenerationRequest,
  MediaPart,
  Message,
  TextPart,
  ToolCallPart,
  ToolResult,
} from '../../canonical/request.ts'
import type { JsonObject } from '../../json/json.ts'
import { encodeMedia } from './encode-media.ts'

type MessageOf<R extends Message['role']> = Extract<Message, { role: R }>

/** The system texts as the first message, then the conversation. Paths of what is lost are added to `dropped`. */
export function encodeMessages(
  { messages }: GenerationRequest,
  system: readonly string[],
  dropped: string[],
): JsonObject[] {
  const first = system.length > 0 ? [{ role: 'system', content: system.join('\n') }] : []
  return [...first, ...messages.flatMap((message) => encodeMessage(message, dropped))]
}

function encodeMessage(message: Message, dropped: string[]): JsonObject[] {
  switch (message.role) {
    case 'user':
      return [userMessage(message.parts)]
    case 'assistant':
      return assistantMessage(message, dropped)
    case 'tool':
      return resultMessages(message.results)
    default: {
      const unhandled: never = message
      return unhandled
    }
  }
}

/** One string where it can be: many templates of local models know nothing else. */
function userMessage(parts: readonly (TextPart | MediaPart)[]): JsonObject {
  const texts = parts.filter((part) => part.type === 'text')
  if (texts.length === parts.length) return { role: 'user', content: joined(texts) }
  const content = parts.map((part) => (part.type === 'text' ? { type: 'text', text: part.text } : encodeMedia(part)))
  return { role: 'user', content }
}

/** Text and calls; thoughts are not sent again, and there is no place for media. A message of neither disappears. */
function assistantMessage({ parts }: MessageOf<'assistant'>, dropped: string[]): JsonObject[] {
  dropped.push(...parts.filter((part) => part.type === 'media').map((part) => part.at))
  const text = joined(parts.filter((part) => part.type === 'text'))
  const calls = parts.filter((part) => part.type === 'tool-call').map(toolCall)
  if (calls.length > 0) return [{ role: 'assistant', content: text === '' ? null : text, tool_calls: calls }]
  return text === '' ? [] : [{ role: 'assistant', content: text }]
}

function toolCall({ id, name, arguments: args }: ToolCallPart): JsonObject {
  return { id, type: 'function', function: { name, arguments: args === '' ? '{}' : args } }
}

/** All results first: nothing may stand between a call and its results. A `tool` message holds text only. */
function resultMessages(results: readonly ToolResult[]): JsonObject[] {
  const media = results.flatMap((result) => result.media)
  const messages = results.map(({ callId, text, isError }): JsonObject => {
    return { role: 'tool', tool_call_id: callId, content: isError ? `Error: ${text}` : text }
  })
  return media.length > 0 ? [...messages, userMessage(media)] : messages
}

function joined(texts: readonly TextPart[]): string {
  return texts.map((part) => part.text).join('')
}
