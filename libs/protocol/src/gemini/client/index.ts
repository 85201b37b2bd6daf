import type { ClientFace } from '../../codec.ts'
import { rateLimitHeaders } from '../../limit-headers.ts'
import { decodeRequest } from './decode-request.ts'
import { encodeError } from './errors.ts'
import { outline } from './outline.ts'
import { reportedFields } from './reported-fields.ts'
import { openStream } from './stream.ts'

/** Gemini clients in front of any backend that is not Gemini itself. */
export const geminiClient: ClientFace = {
  reportedFields,
  outline,
  decodeRequest,
  openStream,
  encodeError,
  limitHeaders: rateLimitHeaders,
}
