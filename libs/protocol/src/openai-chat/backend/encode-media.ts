import type { MediaPart } from '../../canonical/blocks.ts'
import { badRequest } from '../../canonical/error.ts'
import type { JsonObject } from '../../json/json.ts'
import { extensionOf } from '../../media.ts'

/** What `input_audio` takes, by media type. */
const audioFormats: ReadonlyMap<string, string> = new Map([
  ['audio/wav', 'wav'],
  ['audio/mp3', 'mp3'],
  ['audio/mpeg', 'mp3'],
])

const unknownType = 'application/octet-stream'

/**
 * A part of a user message.
 * @throws GatewayError bad-request naming the part, for content that only its own vendor can read.
 */
export function encodeMedia(part: MediaPart): JsonObject {
  const { source, mimeType } = part
  switch (source.type) {
    case 'base64':
      return inlinePart(source.data, mimeType ?? unknownType, part.filename)
    case 'url':
      return linkedPart(source.url, part)
    case 'file':
      throw badRequest(part.at, `${part.at} names a file that this model cannot read; send the content itself.`)
    default: {
      const unhandled: never = source
      return unhandled
    }
  }
}

function inlinePart(data: string, mimeType: string, filename: string | undefined): JsonObject {
  const url = `data:${mimeType};base64,${data}`
  if (mimeType.startsWith('image/')) return { type: 'image_url', image_url: { url } }
  const format = audioFormats.get(mimeType)
  if (format) return { type: 'input_audio', input_audio: { data, format } }
  return { type: 'file', file: { filename: filename ?? `file.${extensionOf(mimeType)}`, file_data: url } }
}

/** Only images may be linked. */
function linkedPart(url: string, { at, mimeType }: MediaPart): JsonObject {
  if (!/^https?:\/\//i.test(url)) throw badRequest(at, `${at} has an address that this model cannot read; send https.`)
  if (mimeType && !mimeType.startsWith('image/')) {
    throw badRequest(at, `${at} links ${mimeType}, but this model takes links to images only; send the content itself.`)
  }
  return { type: 'image_url', image_url: { url } }
}
