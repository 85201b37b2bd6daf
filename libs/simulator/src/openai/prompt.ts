import { countTokens, type Prompt } from '../model/prompt.ts'
import { withoutScript } from '../script.ts'
import { type ChatRequest, type Message, namedTool, type Part, textOf } from './request.ts'

const tokensPerMedia = 85
const tokensPerMessage = 4

const lastUserIndex = ({ messages }: ChatRequest): number => messages.findLastIndex(({ role }) => role === 'user')

/** The text a script may stand in. */
export const lastUserText = (request: ChatRequest): string => textOf(request.messages[lastUserIndex(request)])

/** What the pretended model reads in a chat completion request. */
export function readChatPrompt(request: ChatRequest): Prompt {
  const start = lastUserIndex(request)
  const turn = request.messages.slice(start + 1)
  const format = request.response_format?.type
  return {
    text: withoutScript(lastUserText(request)),
    tools: toolsOf(request),
    mustCall: request.tool_choice === 'required' || namedTool(request.tool_choice) !== undefined,
    results: turn.filter(({ role }) => role === 'tool').map((message) => resultOf(message, request)),
    stepsDone: turn.filter(({ tool_calls: calls }) => calls?.length).length,
    media: partsOf(request.messages[start]).flatMap(mediaOf),
    json:
      format === 'json_object' || format === 'json_schema'
        ? { schema: request.response_format?.json_schema?.schema }
        : undefined,
    stops: [request.stop ?? []].flat(),
    tokensMax: request.max_completion_tokens ?? request.max_tokens ?? undefined,
    isThinkingAloud: request.model.includes('reason'),
    tokens: countPromptTokens(request),
  }
}

function toolsOf({ tools, tool_choice: choice }: ChatRequest): Prompt['tools'] {
  const named = namedTool(choice)
  return (tools ?? [])
    .flatMap((tool) => tool.function ?? [])
    .filter(({ name }) => choice !== 'none' && (named === undefined || named === name))
    .map(({ name, parameters }) => ({ name, schema: parameters }))
}

function resultOf(message: Message, { messages }: ChatRequest): { name: string; result: string } {
  const calls = messages.flatMap(({ tool_calls: made }) => made ?? [])
  const name = calls.findLast(({ id }) => id === message.tool_call_id)?.function.name ?? 'unknown'
  return { name, result: textOf(message) }
}

const partsOf = (message: Message | undefined): readonly Part[] =>
  typeof message?.content === 'string' ? [] : (message?.content ?? [])

function mediaOf(part: Part): { mimeType: string; bytes: number }[] {
  const url = part.image_url?.url ?? (typeof part.file?.file_data === 'string' ? part.file.file_data : undefined)
  if (url !== undefined) {
    const [, mimeType = 'link', data = ''] = /^data:([^;,]*);base64,(.*)$/s.exec(url) ?? []
    return [{ mimeType, bytes: Buffer.from(data, 'base64').length }]
  }
  const audio = part.input_audio
  return audio === undefined
    ? []
    : [{ mimeType: `audio/${audio.format}`, bytes: Buffer.from(audio.data, 'base64').length }]
}

function countPromptTokens({ messages, tools }: ChatRequest): number {
  const chars = messages.reduce(
    (sum, message) => sum + textOf(message).length + JSON.stringify(message.tool_calls ?? '').length - 2,
    tools ? JSON.stringify(tools).length : 0,
  )
  const media = messages.flatMap(partsOf).filter((part) => part.type !== 'text').length
  return countTokens(chars) + messages.length * tokensPerMessage + media * tokensPerMedia
}
