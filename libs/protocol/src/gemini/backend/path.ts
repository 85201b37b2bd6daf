import { GatewayError } from '../../canonical/error.ts'
import { wellFormedText } from '../../well-formed.ts'
import { googleModelId } from '../models.ts'

/**
 * Path of the streaming call below `/v1beta`. A name with a folder (`tunedModels/x`) is the path itself.
 * @throws GatewayError not-found for a name that would lead out of its folder.
 */
export function streamPath(model: string): string {
  const id = googleModelId(wellFormedText(model))
  const path = id.includes('/') ? id : `models/${id}`
  if (path.split('/').some((segment) => /^\.{0,2}$/.test(segment))) {
    throw new GatewayError({ kind: 'not-found', message: `There is no model named '${model}'.` })
  }
  return `/${path.replace(/[^A-Za-z0-9._\-/@]/gu, percentEncoded)}:streamGenerateContent?alt=sse`
}

function percentEncoded(char: string): string {
  const encoded = encodeURIComponent(char)
  // encodeURIComponent leaves !'()*~ as they are.
  return encoded === char ? `%${char.charCodeAt(0).toString(16).toUpperCase()}` : encoded
}
