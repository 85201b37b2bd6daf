import type { ToolCallStartEvent } from '../../canonical/event.ts'
import { isJsonObject, type Json } from '../../json/json.ts'
import { isBase64Signature } from '../../signature.ts'
import { isWellFormed, wellFormed } from './well-formed.ts'
import { escapeLineSeparators, jsonText } from './wire.ts'

/** Most characters of one call's arguments; a call beyond it is answered as malformed. */
const argumentsCharsMax = 16_777_216

/** One call whose arguments are still coming: Gemini has no fragments. */
export interface PendingCall {
  readonly start: ToolCallStartEvent
  readonly pieces: string[]
  chars: number
}

export function createPendingCall(start: ToolCallStartEvent): PendingCall {
  return { start, pieces: [], chars: 0 }
}

export function addArguments(call: PendingCall, text: string): void {
  call.chars += text.length
  if (call.chars <= argumentsCharsMax) call.pieces.push(text)
  else call.pieces.length = 0
}

/** The part as JSON text; undefined when the arguments are no JSON object: Python refuses the whole answer then. */
export function callPart({ start, pieces, chars }: PendingCall): string | undefined {
  const args = chars > argumentsCharsMax ? undefined : argumentsText(pieces.join(''))
  if (args === undefined) return undefined
  const call = `{"functionCall":{"id":${jsonText(start.id)},"name":${jsonText(start.name)},"args":${args}}`
  return `${call}${signatureMember(start.signature)}}`
}

/** A member with a leading comma, or nothing: Python throws on a signature that is not base64. */
export function signatureMember(signature: string | undefined): string {
  return signature !== undefined && isBase64Signature(signature) ? `,"thoughtSignature":${jsonText(signature)}` : ''
}

/** The model's own text where it can stay, so that integers above 2^53 survive. */
function argumentsText(text: string): string | undefined {
  if (text.trim() === '') return '{}'
  const args = parsed(text)
  if (!isJsonObject(args)) return undefined
  if (!isWellFormed(args)) return jsonText(wellFormed(args))
  return escapeLineSeparators(text.replace(/[\r\n]+/g, ' '))
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
