import type { BackendFace } from '../../codec.ts'
import { chatPath } from '../wire.ts'
import { createDecoder } from './decode-events.ts'
import { encodeRequest } from './encode-request.ts'
import { decodeError } from './errors.ts'
import { lostNames } from './lost.ts'
import { unfold } from './unfold.ts'

/** OpenAI-compatible vendors behind clients of any other protocol. */
export const openaiChatBackend: BackendFace = {
  prepare(request, options) {
    const { body, dropped, decoding } = encodeRequest(request, options)
    return {
      path: chatPath,
      headers: {},
      body,
      dropped,
      decoder: createDecoder({ ...decoding, choices: request.choices ?? 1, quirks: options.quirks }, options.sources),
    }
  },
  remedyFor: () => undefined,
  lostMembers: lostNames,
  decodeError,
  unfold,
}
