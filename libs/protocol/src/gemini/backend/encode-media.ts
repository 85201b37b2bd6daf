import type { MediaPart } from '../../canonical/blocks.ts'
import { badRequest } from '../../canonical/error.ts'
import type { JsonObject } from '../../json/json.ts'
import { present } from '../../json/present.ts'
import type { EncodeContext } from './encode-context.ts'

const defaultFilesBaseUrl = 'https://generativelanguage.googleapis.com/v1beta'

/**
 * inlineData for content, fileData for addresses, which Google fetches: the gateway never does.
 * @throws GatewayError bad-request naming the part, for content of an unknown type and for other schemes.
 */
export function encodeMedia(part: MediaPart, { options }: Pick<EncodeContext, 'options'>): JsonObject {
  const { source, mimeType, at } = part
  if (source.type === 'file') return fileData(`${options.filesBaseUrl ?? defaultFilesBaseUrl}/${source.id}`, mimeType)
  if (source.type === 'url') {
    if (/^(?:https|gs):\/\//i.test(source.url)) return fileData(source.url, mimeType)
    throw badRequest(at, `${at} must be an https address; send other content as base64 data.`)
  }
  if (mimeType === undefined) throw badRequest(at, `${at} does not say its media type; name it, for example image/png.`)
  return { inlineData: { mimeType, data: source.data } }
}

function fileData(fileUri: string, mimeType: string | undefined): JsonObject {
  return { fileData: present({ fileUri, mimeType }) }
}
