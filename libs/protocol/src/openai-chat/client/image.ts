import type { MediaContent, Signature } from '../../canonical/blocks.ts'
import { jsonText, signatureMember } from './chunk.ts'

/** Address or data URL of a picture; undefined for other media, which have no place in an answer. */
export function imageUrl({ mimeType, source }: MediaContent): string | undefined {
  if (!mimeType?.startsWith('image/') || source.type === 'file') return undefined
  return source.type === 'url' ? source.url : `data:${mimeType};base64,${source.data}`
}

/**
 * An item of `images` as JSON text: OpenRouter's form, which litellm has too. Its signature stands beside it, so that a
 * client that sends the item back sends it too.
 */
export function imageItem(index: number, url: string, signature: Signature | undefined): string {
  const member = signatureMember(signature)
  const extra = member === '' ? '' : `,${member}`
  return `{"type":"image_url","index":${index},"image_url":${jsonText({ url })}${extra}}`
}
