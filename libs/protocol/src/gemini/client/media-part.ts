import type { MediaContent, Signature } from '../../canonical/blocks.ts'
import type { JsonObject } from '../../json/json.ts'
import { wellFormed } from '../../well-formed.ts'
import { signatureMember } from './tool-call.ts'
import { jsonText } from './wire.ts'

/** A part that holds media, as JSON text: content as inlineData, an address as fileData. */
export function mediaPart(media: MediaContent, signature: Signature | undefined): string {
  return `${jsonText(wellFormed(contentOf(media))).slice(0, -1)}${signatureMember(signature)}}`
}

function contentOf({ mimeType, source, filename }: MediaContent): JsonObject {
  const members: JsonObject = {
    ...(mimeType !== undefined && { mimeType }),
    ...(filename !== undefined && { displayName: filename }),
  }
  if (source.type === 'base64') return { inlineData: { ...members, data: source.data } }
  return { fileData: { ...members, fileUri: source.type === 'url' ? source.url : source.id } }
}
