import type { ClientFace } from '../../codec.ts'
import { decodeRequest } from './decode-request.ts'
import { createEncoder } from './encode-events.ts'
import { encodeError, encodeLateError } from './errors.ts'
import { outline } from './outline.ts'
import { candidateText, emptyPart } from './wire.ts'

/** Gemini clients in front of any backend that is not Gemini itself. */
export const geminiClient: ClientFace = {
  // Comments, blank lines and empty candidates each break one of Google's SDKs; an empty text part breaks none.
  heartbeat: `data: {"candidates":[${candidateText(0, emptyPart)}]}\n\n`,
  outline,
  decodeRequest,
  createEncoder,
  encodeError,
  encodeLateError,
}
