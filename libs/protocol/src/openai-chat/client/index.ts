import type { ClientFace } from '../../codec.ts'
import { decodeRequest } from './decode-request.ts'
import { createEncoder } from './encode-events.ts'
import { encodeError, encodeLateError } from './errors.ts'
import { outline } from './outline.ts'

/** OpenAI clients in front of any backend that is not an OpenAI-compatible one. */
export const openaiChatClient: ClientFace = {
  // A comment with its blank line: the only heartbeat that every OpenAI SDK and SillyTavern ignore.
  heartbeat: ': ping\n\n',
  outline,
  decodeRequest,
  createEncoder,
  encodeError,
  encodeLateError,
}
