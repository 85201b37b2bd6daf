import { isJsonObject } from '../json/json.ts'
import { type Protocol, protocols } from '../protocol.ts'
import type { AssistantPart, CacheMark, MediaPart, TextPart, ToolCallPart } from './blocks.ts'
import type { ExtensionField, GenerationRequest, Message } from './request.ts'

/** Members of other protocols' extensions, for the report of a backend that cannot carry them. */
export function foreignExtensions({ extensions = {} }: GenerationRequest, own: Protocol): ExtensionField[] {
  return protocols
    .filter((protocol) => protocol !== own)
    .flatMap((protocol) =>
      Object.entries(extensions[protocol] ?? {}).flatMap(([name, value]): ExtensionField[] => {
        const field: ExtensionField = `extensions.${protocol}.${name}`
        return isJsonObject(value) ? Object.keys(value).map((inner): ExtensionField => `${field}.${inner}`) : [field]
      }),
    )
}

/** Every cache mark of the request, for the report of a backend that cannot carry them. */
export function cacheMarksOf({ system, tools, messages }: GenerationRequest): readonly CacheMark[] {
  const marked = [...system, ...tools, ...messages.flatMap(markable)]
  return marked.flatMap(({ cache }) => (cache ? [cache] : []))
}

interface Markable {
  readonly cache?: CacheMark | undefined
}

function markable(message: Message): readonly Markable[] {
  if (message.role === 'tool') return message.results.flatMap((result): Markable[] => [...result.parts, result])
  const parts: readonly AssistantPart[] = message.parts
  return parts.filter(isMarkable)
}

function isMarkable(part: AssistantPart): part is TextPart | MediaPart | ToolCallPart {
  return part.type === 'text' || part.type === 'media' || part.type === 'tool-call'
}
