import type { BackendFace } from '../../codec.ts'
import { isSignatureError } from '../../signature.ts'
import { createDecoder } from './decode-events.ts'
import { encodeRequest } from './encode-request.ts'
import { decodeError } from './errors.ts'
import { lostNames } from './lost.ts'
import { streamPath } from './path.ts'
import { unfold } from './unfold.ts'

/** Google's Gemini API as the backend of any client. */
export const geminiBackend: BackendFace = {
  prepare(request, options) {
    const { body, dropped, decoding } = encodeRequest(request, options)
    const decoder = createDecoder(
      { ...decoding, choices: request.choices ?? 1, quirks: options.quirks },
      options.sources,
    )
    return { path: streamPath(request.model), headers: {}, body, dropped, decoder }
  },
  remedyFor: (error) => (isSignatureError(error) ? 'signature-placeholders' : undefined),
  lostMembers: lostNames,
  decodeError,
  unfold,
}
