import type { MediaContent } from '../../canonical/blocks.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'

/** The picture, sound or file that a part holds; undefined for any other part. */
export function mediaOfPart({ inlineData, fileData }: JsonObject): MediaContent | undefined {
  if (isJsonObject(inlineData) && isText(inlineData.data)) {
    return { ...described(inlineData), source: { type: 'base64', data: inlineData.data } }
  }
  if (isJsonObject(fileData) && isText(fileData.fileUri)) {
    return { ...described(fileData), source: { type: 'url', url: fileData.fileUri } }
  }
  return undefined
}

function described({ mimeType, displayName }: JsonObject): Omit<MediaContent, 'source'> {
  return { ...(isText(mimeType) && { mimeType }), ...(isText(displayName) && { filename: displayName }) }
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== ''
}
