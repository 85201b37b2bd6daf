import { append } from '../../append.ts'
import { standardBase64 } from '../../base64.ts'
import type { MediaPart, ReasoningPart, TextPart, ToolCallPart } from '../../canonical/blocks.ts'
import { badRequest } from '../../canonical/error.ts'
import type { Sources } from '../../codec.ts'
import { mimeTypeOfName, normalMimeType, sniffMimeType } from '../../media.ts'
import { geminiSignature } from '../../signature.ts'
import type { Fields } from './fields.ts'

/** A functionResponse before its call is found. */
export interface FunctionResponse {
  readonly type: 'function-response'
  readonly id: string | undefined
  readonly name: string | undefined
  readonly parts: readonly (TextPart | MediaPart)[]
  readonly at: string
}

export type DecodedPart = TextPart | MediaPart | ReasoningPart | ToolCallPart | FunctionResponse

export interface PartContext {
  readonly sources: Sources
  /** Paths of what no other protocol can carry. */
  readonly dropped: string[]
}

/** Where a part stands in the request: seed of the ids of calls that have none. */
interface PartPlace {
  readonly turn: number
  readonly part: number
}

type PartReader = (part: Fields, data: Fields, place: PartPlace, context: PartContext) => DecodedPart

const readers: Readonly<Record<string, PartReader>> = {
  inlineData: inlineMedia,
  fileData: fileMedia,
  functionCall,
  functionResponse: (_, data) => functionResponse(data),
  executableCode: (_, data) => fenced(data.string('language')?.toLowerCase() ?? '', data.string('code') ?? ''),
  codeExecutionResult: (_, data) => fenced('output', data.string('output') ?? ''),
}

/** Steps of tools that Google itself ran: of no meaning elsewhere. */
const serverSideKinds = ['toolCall', 'toolResponse']
/** Members that are read; whatever stands beside them (videoMetadata, mediaResolution …) is reported. */
const hints = new Set(['videoMetadata', 'mediaResolution', 'partMetadata'])
const contentMembers = new Set([...Object.keys(readers), ...serverSideKinds, 'text', 'thought', 'thoughtSignature'])

/**
 * Reads one part; undefined for what only Google understands.
 * @throws GatewayError bad-request naming the part.
 */
export function decodePart(part: Fields, place: PartPlace, context: PartContext): DecodedPart | undefined {
  // A thought that is a call stays: its response would be left an orphan.
  if (part.boolean('thought') && !part.has('functionCall')) return thought(part)
  const content = contentOf(part, place, context)
  if (content) append(context.dropped, part.others(contentMembers))
  return content
}

function thought(part: Fields): ReasoningPart | undefined {
  const text = part.string('text')
  if (text === undefined) return undefined
  return { type: 'reasoning', text, signature: geminiSignature(part.string('thoughtSignature')), at: part.at }
}

function contentOf(part: Fields, place: PartPlace, context: PartContext): DecodedPart | undefined {
  for (const [kind, read] of Object.entries(readers)) {
    const data = part.object(kind)
    if (data) return read(part, data, place, context)
  }
  const text = part.string('text')
  const signature = geminiSignature(part.string('thoughtSignature'))
  if (text !== undefined || signature !== undefined) return { type: 'text', text: text ?? '', signature }
  return withoutContent(part, context)
}

function withoutContent(part: Fields, context: PartContext): undefined {
  const kind = serverSideKinds.find((name) => part.has(name))
  if (kind) context.dropped.push(part.path(kind))
  else if (part.others(hints).length > 0) {
    throw badRequest(
      part.at,
      `${part.at} holds no kind of content that can be translated; send text, inlineData or fileData.`,
    )
  } else {
    // pydantic-ai puts the hints of a part into one of their own behind it.
    append(context.dropped, part.others(contentMembers))
  }
}

function inlineMedia(part: Fields, data: Fields): MediaPart {
  const base64 = standardBase64(data.name('data'))
  if (base64 === undefined) throw badRequest(data.path('data'), `${data.path('data')} is not base64.`)
  const mimeType = data.string('mimeType') || sniffMimeType(base64)
  return {
    type: 'media',
    mimeType: mimeType && normalMimeType(mimeType),
    source: { type: 'base64', data: base64 },
    filename: data.string('displayName') || undefined,
    at: part.at,
  }
}

/** A Files API name, bare or with its address: that content is at Google only. */
const filesApiName = /^(?:https:\/\/generativelanguage\.googleapis\.com\/(?:v\w+\/)?)?(files\/[\w-]+)$/

function fileMedia(part: Fields, data: Fields): MediaPart {
  const uri = data.name('fileUri')
  const file = filesApiName.exec(uri)?.[1]
  const mimeType = data.string('mimeType') || mimeTypeOfName(uri)
  return {
    type: 'media',
    mimeType: mimeType && normalMimeType(mimeType),
    source: file ? { type: 'file', id: file } : { type: 'url', url: uri },
    filename: data.string('displayName') || undefined,
    at: part.at,
  }
}

function functionCall(part: Fields, data: Fields, place: PartPlace, { sources }: PartContext): ToolCallPart {
  const name = data.name('name')
  const given = data.string('id') || undefined
  // The same request gives the same id, so that retries and prompt caches match.
  const id = given ?? `call_${sources.sha256(`${place.turn}:${place.part}:${name}`).slice(0, 24)}`
  return {
    type: 'tool-call',
    id,
    idMade: given === undefined || undefined,
    name,
    arguments: JSON.stringify(data.object('args')?.json ?? {}),
    signature: geminiSignature(part.string('thoughtSignature')),
  }
}

function functionResponse(data: Fields): FunctionResponse {
  return {
    type: 'function-response',
    id: data.string('id') || undefined,
    name: data.string('name') || undefined,
    parts: [{ type: 'text', text: responseText(data.object('response')) }, ...data.objects('parts').map(responseMedia)],
    at: data.at,
  }
}

function responseMedia(part: Fields): MediaPart {
  const inline = part.object('inlineData')
  if (inline) return inlineMedia(part, inline)
  const file = part.object('fileData')
  if (file) return fileMedia(part, file)
  throw badRequest(part.at, `${part.at} must hold inlineData or fileData.`)
}

/** SDKs wrap a plain text result as `{output: text}`; anything else is the function's own object. */
function responseText(response: Fields | undefined): string {
  if (!response) return '{}'
  const { output, ...others } = response.json
  return typeof output === 'string' && Object.keys(others).length === 0 ? output : JSON.stringify(response.json)
}

function fenced(language: string, text: string): TextPart {
  return { type: 'text', text: `\n\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\n` }
}
