import { append } from '../../append.ts'
import type { GenerationRequest, Message, SystemText } from '../../canonical/request.ts'
import type { Sources } from '../../codec.ts'
import { decodeAssistant } from './decode-assistant.ts'
import { decodeParts, decodeTexts } from './decode-parts.ts'
import type { Fields } from './fields.ts'
import { reportOthers, speakerOf } from './message-members.ts'
import { messagesOf } from './outline.ts'
import { ResultMatcher } from './result-matcher.ts'

export interface ConversationContext {
  readonly sources: Sources
  /** Paths of what no other protocol can carry. */
  readonly dropped: string[]
}

const roles = ['system', 'developer', 'user', 'assistant', 'tool', 'function'] as const

/**
 * Reads the messages. System and developer texts before the first user turn are hoisted in order; later ones mean their
 * place and keep it, behind the results of the calls before them. Every call must have its result in the messages right
 * after it, as OpenAI itself demands.
 * @throws GatewayError bad-request naming the message.
 */
export function decodeConversation(
  body: Fields,
  context: ConversationContext,
): Pick<GenerationRequest, 'system' | 'messages'> {
  messagesOf(body)
  const system: SystemText[] = []
  const messages: Message[] = []
  const results = new ResultMatcher(messages)
  let hasUser = false
  for (const [place, message] of body.objects('messages').entries()) {
    const role = message.word('role', roles)
    if (role === undefined) throw message.wrong('role', `must be one of ${roles.join(', ')}`)
    if (role === 'tool' || role === 'function') {
      reportOthers(message, 'result', context.dropped)
      results.add(message, context.dropped)
    } else if (role === 'system' || role === 'developer') {
      reportOthers(message, 'system', context.dropped)
      const parts = decodeTexts(message, 'content', context.dropped).filter(({ text }) => text !== '')
      if (hasUser) results.follow({ role: 'system', parts })
      else
        append(
          system,
          parts.map(({ text, cache }) => (cache ? { text, cache } : { text })),
        )
    } else {
      results.close()
      hasUser ||= role === 'user'
      messages.push(role === 'user' ? decodeUser(message, context) : decodeAssistant(message, place, context))
      results.open(message.at)
    }
  }
  results.close()
  return { system, messages }
}

function decodeUser(message: Fields, { dropped }: ConversationContext): Message {
  if (message.value('content') === undefined) throw message.wrong('content', 'must be a string or an array of parts')
  reportOthers(message, 'user', dropped)
  return { role: 'user', ...speakerOf(message), parts: decodeParts(message, 'content', dropped) }
}
