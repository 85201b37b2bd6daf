import { standardBase64 } from '../../base64.ts'
import type { MediaContent } from '../../canonical/blocks.ts'
import { isJsonObject, type JsonObject } from '../../json/json.ts'
import { normalMimeType } from '../../media.ts'

/** A picture or sound that the model made. Drafts that belong to its thoughts are none. */
export function mediaOf({ inlineData, fileData, thought }: JsonObject): MediaContent | undefined {
  if (thought === true) return undefined
  const blob = isJsonObject(inlineData) ? inlineData : isJsonObject(fileData) ? fileData : undefined
  if (blob === undefined || typeof blob.mimeType !== 'string') return undefined
  const mimeType = normalMimeType(blob.mimeType)
  if (!/^(?:image|audio)\//.test(mimeType)) return undefined
  if (typeof blob.fileUri === 'string') return { mimeType, source: { type: 'url', url: blob.fileUri } }
  const data = typeof blob.data === 'string' ? standardBase64(blob.data) : undefined
  return data === undefined ? undefined : { mimeType, source: { type: 'base64', data } }
}
