import { badRequest } from '../../canonical/error.ts'
import type { MediaPart, TextPart } from '../../canonical/request.ts'
import { audioPart, filePart, linkedPart } from './decode-media.ts'
import { Fields, quoted } from './fields.ts'

type PartReader = (part: Fields, dropped: string[]) => TextPart | MediaPart

const readers: ReadonlyMap<string, PartReader> = new Map<string, PartReader>([
  ['text', (part) => ({ type: 'text', text: textOf(part, 'text') })],
  ['refusal', (part) => ({ type: 'text', text: textOf(part, 'refusal') })],
  ['image_url', (part, dropped) => linkedPart(part, 'image_url', dropped)],
  ['video_url', (part, dropped) => linkedPart(part, 'video_url', dropped)],
  ['input_audio', audioPart],
  ['file', filePart],
])

/**
 * Reads a message's content: one string, or parts.
 * @throws GatewayError bad-request naming the part.
 */
export function decodeParts(message: Fields, name: string, dropped: string[]): readonly (TextPart | MediaPart)[] {
  const content = message.value(name)
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  if (!Array.isArray(content)) throw message.wrong(name, 'must be a string or an array of parts')
  return content.map((item, index) => {
    // Some clients mix bare strings into the list.
    if (typeof item === 'string') return { type: 'text', text: item }
    const part = new Fields(item, `${message.path(name)}[${index}]`)
    return readerOf(part)(part, dropped)
  })
}

/** The texts of a content that may hold nothing else. @throws GatewayError bad-request naming the part. */
export function decodeTexts(message: Fields, name: string): readonly string[] {
  if (message.value(name) === undefined) throw message.wrong(name, 'must be a string or an array of text parts')
  return decodeParts(message, name, []).map((part, index) => {
    if (part.type === 'text') return part.text
    const at = `${message.path(name)}[${index}].type`
    throw badRequest(at, `${at} must be "text" in a system message.`)
  })
}

function readerOf(part: Fields): PartReader {
  const type = part.string('type') ?? ''
  const reader = readers.get(type)
  if (!reader) throw part.wrong('type', `must be one of ${[...readers.keys()].join(', ')}, not ${quoted(type)}`)
  return reader
}

function textOf(part: Fields, name: string): string {
  const text = part.string(name)
  if (text === undefined) throw part.wrong(name, 'must be a string')
  return text
}
