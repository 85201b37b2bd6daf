import { append } from '../../append.ts'
import type { AssistantPart, CacheMark, MediaPart, RefusalPart, TextPart, UserPart } from '../../canonical/blocks.ts'
import { badRequest } from '../../canonical/error.ts'
import { quoted } from '../../json/fields.ts'
import type { Json } from '../../json/json.ts'
import { audioPart, filePart, linkedPart } from './decode-media.ts'
import { Fields } from './fields.ts'

type ContentPart = TextPart | MediaPart | RefusalPart

interface PartReader {
  /** Members that it reads; others are reported. */
  readonly members: readonly string[]
  read(part: Fields, dropped: string[]): ContentPart
}

const readers: ReadonlyMap<string, PartReader> = new Map<string, PartReader>([
  ['text', { members: ['text'], read: (part) => ({ type: 'text', text: textOf(part, 'text') }) }],
  ['refusal', { members: ['refusal'], read: (part) => ({ type: 'refusal', text: textOf(part, 'refusal') }) }],
  ['image_url', { members: ['image_url'], read: (part, dropped) => linkedPart(part, 'image_url', dropped) }],
  ['video_url', { members: ['video_url'], read: (part, dropped) => linkedPart(part, 'video_url', dropped) }],
  ['input_audio', { members: ['input_audio'], read: audioPart }],
  ['file', { members: ['file'], read: filePart }],
])

/** OpenAI's own mark, and Anthropic's as OpenRouter and others take it. */
const cacheMembers = ['prompt_cache_breakpoint', 'cache_control'] as const

/**
 * Reads a message's content: one string, or parts.
 * @throws GatewayError bad-request naming the part.
 */
export function decodeParts(message: Fields, name: string, dropped: string[]): readonly UserPart[] {
  return contentParts(message, name, dropped).map((part) =>
    part.type === 'refusal' ? { ...part, type: 'text' } : part,
  )
}

/** As `decodeParts`; the model's refusals stay what they are. */
export function decodeAssistantParts(message: Fields, name: string, dropped: string[]): readonly AssistantPart[] {
  return contentParts(message, name, dropped, thoughts)
}

/** Mistral's thoughts stand among the parts of what the model said; as `reasoning_content`, they are not sent again. */
const thoughts: ReadonlySet<Json | undefined> = new Set(['thinking'])

/** The texts of a content that may hold nothing else. @throws GatewayError bad-request naming the part. */
export function decodeTexts(message: Fields, name: string, dropped: string[]): readonly TextPart[] {
  if (message.value(name) === undefined) throw message.wrong(name, 'must be a string or an array of text parts')
  return decodeParts(message, name, dropped).map((part, index) => {
    if (part.type === 'text') return part
    const at = `${message.path(name)}[${index}].type`
    throw badRequest(at, `${at} must be "text" in a system message.`)
  })
}

/** `skipped`: types of parts that are reported and left out. */
function contentParts(
  message: Fields,
  name: string,
  dropped: string[],
  skipped: ReadonlySet<Json | undefined> = new Set(),
): readonly ContentPart[] {
  const content = message.value(name)
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  if (!Array.isArray(content)) throw message.wrong(name, 'must be a string or an array of parts')
  return content.flatMap((item, index): ContentPart[] => {
    // Some clients mix bare strings into the list.
    if (typeof item === 'string') return [{ type: 'text', text: item }]
    const part = new Fields(item, `${message.path(name)}[${index}]`)
    if (!skipped.has(part.value('type'))) return [contentPart(part, dropped)]
    dropped.push(part.at)
    return []
  })
}

function contentPart(part: Fields, dropped: string[]): ContentPart {
  const type = part.string('type') ?? ''
  const reader = readers.get(type)
  if (!reader) throw part.wrong('type', `must be one of ${[...readers.keys()].join(', ')}, not ${quoted(type)}`)
  const content = reader.read(part, dropped)
  append(dropped, part.others(new Set(['type', ...reader.members, ...cacheMembers])))
  const cache = cacheMark(part)
  return cache && content.type !== 'refusal' ? { ...content, cache } : content
}

/** The mark that this part ends what is to be cached. Whatever it holds besides a known lifetime says nothing more. */
export function cacheMark(part: Fields): CacheMark | undefined {
  const name = cacheMembers.find((member) => part.value(member) !== undefined)
  if (name === undefined) return undefined
  const ttl = part.object(name)?.string('ttl')
  return { ...((ttl === '5m' || ttl === '1h') && { ttl }), at: part.path(name) }
}

function textOf(part: Fields, name: string): string {
  const text = part.string(name)
  if (text === undefined) throw part.wrong(name, 'must be a string')
  return text
}
