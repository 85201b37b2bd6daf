import type { BackendFace } from '../../codec.ts'
import { createDecoder } from './decode-events.ts'
import { encodeRequest } from './encode-request.ts'
import { decodeError } from './errors.ts'
import { unfold } from './unfold.ts'

/** OpenAI-compatible vendors behind clients of any other protocol. */
export const openaiChatBackend: BackendFace = {
  streamPath: () => '/chat/completions',
  encodeRequest,
  createDecoder,
  decodeError,
  unfold,
}
