import type { MediaContent, Signature } from '../../canonical/blocks.ts'
import { isJsonObject, type JsonObject } from '../../json/json.ts'
import { mimeTypeOfName, parseDataUrl } from '../../media.ts'
import { objectOf, objectsOf, signatureOf, stringOf } from '../wire.ts'

export interface AnswerImage {
  readonly part: MediaContent
  readonly signature: Signature | undefined
}

/** Pictures of a delta's `images`, in OpenRouter's form; what is no picture's address is left out. */
export function imagesOf({ images }: JsonObject): readonly AnswerImage[] {
  return objectsOf(images).flatMap((image) => {
    const url = isJsonObject(image.image_url) ? stringOf(objectOf(image.image_url)?.url) : stringOf(image.image_url)
    const part = url === undefined ? undefined : contentOf(url)
    return part ? [{ part, signature: signatureOf(image) }] : []
  })
}

function contentOf(url: string): MediaContent | undefined {
  if (/^https?:\/\//i.test(url)) return { mimeType: mimeTypeOfName(url), source: { type: 'url', url } }
  const parsed = parseDataUrl(url)
  return parsed && { mimeType: parsed.mimeType ?? 'image/png', source: { type: 'base64', data: parsed.data } }
}
