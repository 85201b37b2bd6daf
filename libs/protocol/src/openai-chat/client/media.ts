import type { MediaEvent } from '../../canonical/event.ts'
import { jsonText, signatureMember } from './chunk.ts'

/**
 * A picture as an item of `images`, the member that OpenRouter gives it (OpenAI has none), with Google's signature where
 * it came with one; undefined for other media.
 */
export function imageItem({ part, signature }: MediaEvent, index: number): string | undefined {
  const { mimeType = 'image/png', source } = part
  if (!mimeType.startsWith('image/') || source.type === 'file') return undefined
  const url = source.type === 'url' ? source.url : `data:${mimeType};base64,${source.data}`
  return `{"type":"image_url","index":${index},"image_url":{"url":${jsonText(url)}}${signatureMember(signature)}}`
}

/** Until when OpenAI keeps a sound that it made; nothing here keeps one. */
const SOUND_SECONDS = 3_600

/** A sound as the `audio` of a delta, whose pieces join; undefined for other media. `createdAt`: Unix seconds. */
export function soundMember({ part, choice }: MediaEvent, createdAt: number): string | undefined {
  const { mimeType = '', source } = part
  if (!mimeType.startsWith('audio/') || source.type !== 'base64') return undefined
  const members = { id: `audio_${createdAt}_${choice}`, data: source.data, transcript: '' }
  return `{"audio":${jsonText({ ...members, expires_at: createdAt + SOUND_SECONDS })}}`
}
