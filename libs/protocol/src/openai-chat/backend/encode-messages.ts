import {
  type MediaPart,
  type ReasoningPart,
  type ToolCallPart,
  type ToolResult,
  textOf,
  type UserPart,
} from '../../canonical/blocks.ts'
import type { GenerationRequest, Message, SystemText } from '../../canonical/request.ts'
import { argumentsOfInput } from '../../custom-tools.ts'
import type { JsonObject } from '../../json/json.ts'
import type { EncodeContext } from './encode-context.ts'
import { encodeMedia } from './encode-media.ts'

type MessageOf<R extends Message['role']> = Extract<Message, { role: R }>

/** The system texts as the first message, then the conversation. Paths of what is lost are added to `context.dropped`. */
export function encodeMessages(
  { messages }: GenerationRequest,
  system: readonly SystemText[],
  context: EncodeContext,
): JsonObject[] {
  const texts = system.map(({ text }) => text)
  const first = texts.length > 0 ? [{ role: 'system', content: texts.join('\n') }] : []
  return [...first, ...messages.flatMap((message) => encodeMessage(message, context))]
}

function encodeMessage(message: Message, context: EncodeContext): JsonObject[] {
  switch (message.role) {
    case 'system':
      return [{ role: 'system', content: textOf(message.parts, '\n') }]
    case 'user':
      return [userMessage(message)]
    case 'assistant':
      return assistantMessage(message, context)
    case 'tool':
      return resultMessages(message.results)
    default: {
      const unhandled: never = message
      return unhandled
    }
  }
}

function userMessage({ name, parts }: Pick<MessageOf<'user'>, 'name' | 'parts'>): JsonObject {
  return { role: 'user', ...(name && { name: name.text }), content: userContent(parts) }
}

/** One string where it can be: many templates of local models know nothing else. */
function userContent(parts: readonly UserPart[]): string | JsonObject[] {
  if (parts.every((part) => part.type === 'text')) return textOf(parts)
  return parts.map((part) => (part.type === 'text' ? { type: 'text', text: part.text } : encodeMedia(part)))
}

interface AssistantSpeech {
  text: string
  readonly calls: JsonObject[]
  readonly thoughts: ReasoningPart[]
}

/**
 * Text and calls; thoughts only to those who want them back, and there is no place for media. A message of neither text
 * nor calls disappears.
 */
function assistantMessage({ name, parts }: MessageOf<'assistant'>, context: EncodeContext): JsonObject[] {
  const { text, calls, thoughts } = speechOf(parts, context)
  const isEmpty = calls.length === 0 && text === ''
  const thinks = context.quirks.reasoningContent === true && !isEmpty && thoughts.length > 0
  if (!thinks) context.dropped.push(...thoughts.map(({ at }) => at))
  if (isEmpty) return []
  const content = calls.length > 0 && text === '' ? null : text
  return [
    {
      role: 'assistant',
      ...(name && { name: name.text }),
      content,
      ...(thinks && { reasoning_content: thoughts.map((part) => part.text).join('') }),
      ...(calls.length > 0 && { tool_calls: calls }),
    },
  ]
}

function speechOf(parts: MessageOf<'assistant'>['parts'], context: EncodeContext): AssistantSpeech {
  const speech: AssistantSpeech = { text: '', calls: [], thoughts: [] }
  for (const part of parts) {
    switch (part.type) {
      case 'text':
      case 'refusal':
        speech.text += part.text
        break
      case 'tool-call':
        speech.calls.push(toolCall(part, context))
        break
      case 'reasoning':
        speech.thoughts.push(part)
        break
      case 'media':
      case 'redacted-reasoning':
        context.dropped.push(part.at)
        break
      default: {
        const unhandled: never = part
        return unhandled
      }
    }
  }
  return speech
}

function toolCall(call: ToolCallPart, { names, quirks }: EncodeContext): JsonObject {
  const { id, arguments: text } = call
  const name = names.declared(call)
  if (call.custom && quirks.customTools) return { id, type: 'custom', custom: { name, input: text } }
  const args = call.custom ? JSON.stringify(argumentsOfInput(text)) : text
  return { id, type: 'function', function: { name, arguments: args === '' ? '{}' : args } }
}

/** All results first: nothing may stand between a call and its results. A `tool` message holds text only. */
function resultMessages(results: readonly ToolResult[]): JsonObject[] {
  const media = results.flatMap(({ parts }) => parts.filter((part): part is MediaPart => part.type === 'media'))
  const messages = results.map(({ callId, parts, isError }): JsonObject => {
    const text = textOf(parts, '\n')
    return { role: 'tool', tool_call_id: callId, content: isError ? `Error: ${text}` : text }
  })
  return media.length > 0 ? [...messages, userMessage({ parts: media })] : messages
}
