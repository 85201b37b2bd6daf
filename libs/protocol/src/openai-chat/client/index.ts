import type { ClientFace } from '../../codec.ts'
import { rateLimitHeaders } from '../../limit-headers.ts'
import { decodeRequest } from './decode-request.ts'
import { encodeError } from './errors.ts'
import { outline } from './outline.ts'
import { reportedFields } from './reported-fields.ts'
import { openStream } from './stream.ts'

/** OpenAI clients in front of any backend that is not an OpenAI-compatible one. */
export const openaiChatClient: ClientFace = {
  reportedFields,
  outline,
  decodeRequest,
  openStream,
  encodeError,
  limitHeaders: rateLimitHeaders,
}
