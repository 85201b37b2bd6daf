import { type OpenAIRefusal, refuse } from './error.ts'
import { type ChatRequest, type Message, namedTool, textOf } from './request.ts'

const limits = { stopsMax: 4 }
const roles = ['system', 'assistant', 'user', 'function', 'tool', 'developer']
const partTypes = ['text', 'image_url', 'input_audio', 'refusal', 'audio', 'file']
const namePattern = /^[a-zA-Z0-9_-]{1,64}$/

type Rule = (request: ChatRequest) => OpenAIRefusal | undefined

/** Throws, in OpenAI's words, for the first thing the real API would refuse. */
export function refuseAsOpenAI(request: ChatRequest): void {
  for (const rule of rules) {
    const refusal = rule(request)
    if (refusal !== undefined) throw refusal
  }
}

const supported = (words: readonly string[]): string =>
  `${words
    .slice(0, -1)
    .map((word) => `'${word}'`)
    .join(', ')}, and '${words.at(-1)}'`

const emptyArray = (name: string): OpenAIRefusal =>
  refuse(
    `Invalid '${name}': empty array. Expected an array with minimum length 1, but got an empty array instead.`,
    name,
    'empty_array',
  )

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

const streamOptionsNeedStream: Rule = ({ stream, stream_options: options }) =>
  options && !stream
    ? refuse(`The 'stream_options' parameter is only allowed when 'stream' is enabled.`, 'stream_options')
    : undefined

const stopsFit: Rule = ({ stop }) =>
  Array.isArray(stop) && stop.length > limits.stopsMax
    ? refuse(
        `Invalid 'stop': array too long. Expected an array with maximum length ${limits.stopsMax}, but got an array with length ${stop.length} instead.`,
        'stop',
        'array_above_max_length',
      )
    : undefined

const toolsAreSound: Rule = ({ tools }) => {
  if (tools?.length === 0) return emptyArray('tools')
  const at = tools?.findIndex(({ function: one }) => one !== undefined && !namePattern.test(one.name)) ?? -1
  const path = `tools[${at}].function.name`
  const wording = `string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`
  return at < 0 ? undefined : refuse(`Invalid '${path}': ${wording}`, path, 'invalid_value')
}

const choiceNeedsTools: Rule = ({ tools, tool_choice: choice, parallel_tool_calls: parallel }) => {
  if (tools) return undefined
  const name =
    choice && choice !== 'none'
      ? 'tool_choice'
      : parallel === null || parallel === undefined
        ? ''
        : 'parallel_tool_calls'
  return name === ''
    ? undefined
    : refuse(`Invalid value for '${name}': '${name}' is only allowed when 'tools' are specified.`, name)
}

const choiceIsDeclared: Rule = ({ tools, tool_choice: choice }) => {
  const name = namedTool(choice)
  return name === undefined || tools?.some((tool) => tool.function?.name === name)
    ? undefined
    : refuse(`Tool choice '${name}' not found in 'tools' parameter.`, 'tool_choice')
}

const jsonIsMentioned: Rule = ({ response_format: format, messages }) =>
  format?.type === 'json_object' && !messages.some((message) => /json/i.test(textOf(message)))
    ? refuse(
        `'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.`,
        'messages',
      )
    : undefined

const schemaIsNamed: Rule = ({ response_format: format }) =>
  format?.type === 'json_schema' && (format.json_schema as { name?: unknown } | undefined)?.name === undefined
    ? refuse(
        `Missing required parameter: 'response_format.json_schema.name'.`,
        'response_format.json_schema.name',
        'missing_required_parameter',
      )
    : undefined

const rules: readonly Rule[] = [
  hasMessages,
  hasKnownRoles,
  hasKnownParts,
  hasContent,
  resultsFollowCalls,
  callsAreAnswered,
  streamOptionsNeedStream,
  stopsFit,
  toolsAreSound,
  choiceNeedsTools,
  choiceIsDeclared,
  jsonIsMentioned,
  schemaIsNamed,
]
