import type { MediaPart } from '../../canonical/blocks.ts'
import { signatureOf } from '../wire.ts'
import { linkedPart } from './decode-media.ts'
import type { Fields } from './fields.ts'

/** `images` of an assistant message, as it was given out: pictures that the model made, each with its own signature. */
export function decodeImages(message: Fields, dropped: string[]): readonly MediaPart[] {
  return message.objects('images').map((image) => {
    const signature = signatureOf(image.json)
    return { ...linkedPart(image, 'image_url', dropped), ...(signature && { signature }) }
  })
}
