import { refuse } from './error.ts'
import type { Message } from './request.ts'
import { emptyArray, type Rule } from './rule.ts'

const roles = ['system', 'assistant', 'user', 'function', 'tool', 'developer']
const partTypes = ['text', 'image_url', 'input_audio', 'refusal', 'audio', 'file']

const supported = (words: readonly string[]): string =>
  `${words
    .slice(0, -1)
    .map((word) => `'${word}'`)
    .join(', ')}, and '${words.at(-1)}'`

const hasMessages: Rule = ({ messages }) => (messages.length === 0 ? emptyArray('messages') : undefined)

const hasKnownRoles: Rule = ({ messages }) => {
  const at = messages.findIndex(({ role }) => !roles.includes(role))
  if (at < 0) return undefined
  const message = `Invalid value: '${messages[at]?.role}'. Supported values are: ${supported(roles)}.`
  return refuse(message, `messages[${at}].role`, 'invalid_value')
}

const hasContent: Rule = ({ messages }) => {
  const at = messages.findIndex(({ role, content, tool_calls: calls }) => {
    const isEmpty = content === null || content === undefined
    return isEmpty && !(role === 'assistant' && calls !== undefined && calls !== null)
  })
  return at < 0
    ? undefined
    : refuse(`Invalid value for 'content': expected a string, got null.`, `messages.[${at}].content`)
}

const hasKnownParts: Rule = ({ messages }) => {
  for (const [at, { content }] of messages.entries()) {
    if (!Array.isArray(content)) continue
    const index = content.findIndex((part) => !partTypes.includes(part.type))
    if (index < 0) continue
    const message = `Invalid value: '${content[index]?.type}'. Supported values are: ${supported(partTypes)}.`
    return refuse(message, `messages[${at}].content[${index}].type`, 'invalid_value')
  }
  return undefined
}

const idsOf = (message: Message | undefined): string[] => (message?.tool_calls ?? []).map(({ id }) => id)

/** The tool messages that directly follow a message. */
const resultsAfter = (messages: readonly Message[], at: number): readonly Message[] => {
  const rest = messages.slice(at + 1)
  const end = rest.findIndex(({ role }) => role !== 'tool')
  return end < 0 ? rest : rest.slice(0, end)
}

const callsAreAnswered: Rule = ({ messages }) => {
  for (const [at, message] of messages.entries()) {
    const answered = resultsAfter(messages, at).map((result) => result.tool_call_id)
    const open = idsOf(message).filter((id) => !answered.includes(id))
    if (open.length === 0) continue
    const wording = `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${open.join(', ')}`
    return refuse(wording, `messages.[${at + 1}].role`)
  }
  return undefined
}

const resultsFollowCalls: Rule = ({ messages }) => {
  const at = messages.findIndex(({ role, tool_call_id: id = '' }, index) => {
    if (role !== 'tool') return false
    const caller = messages.slice(0, index).findLast((before) => before.role !== 'tool')
    return !idsOf(caller).includes(id)
  })
  return at < 0
    ? undefined
    : refuse(
        `Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.`,
        `messages.[${at}].role`,
      )
}

export const messageRules: readonly Rule[] = [
  hasMessages,
  hasKnownRoles,
  hasKnownParts,
  hasContent,
  resultsFollowCalls,
  callsAreAnswered,
]
