import { refuse } from './error.ts'
import { namedTool, textOf } from './request.ts'
import { emptyArray, type Rule } from './rule.ts'

const limits = { stopsMax: 4 }
const namePattern = /^[a-zA-Z0-9_-]{1,64}$/

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

export const parameterRules: readonly Rule[] = [
  streamOptionsNeedStream,
  stopsFit,
  toolsAreSound,
  choiceNeedsTools,
  choiceIsDeclared,
  jsonIsMentioned,
  schemaIsNamed,
]
