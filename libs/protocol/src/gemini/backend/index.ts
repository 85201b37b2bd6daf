import type { BackendFace } from '../../codec.ts'
import { createDecoder } from './decode-events.ts'
import { encodeRequest } from './encode-request.ts'
import { decodeError } from './errors.ts'
import { streamPath } from './path.ts'
import { unfold } from './unfold.ts'

/** Google's Gemini API as the backend of any client. */
export const geminiBackend: BackendFace = {
  streamPath,
  encodeRequest,
  createDecoder,
  decodeError,
  unfold,
}
