import type { ChoiceFinish, FinishReason } from '../../canonical/event.ts'

/** Gemini's own finish reasons (generativelanguage v1beta, Candidate.FinishReason). */
const geminiReasons: ReadonlySet<string> = new Set([
  'STOP',
  'MAX_TOKENS',
  'SAFETY',
  'RECITATION',
  'LANGUAGE',
  'OTHER',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
  'MALFORMED_FUNCTION_CALL',
  'IMAGE_SAFETY',
  'IMAGE_PROHIBITED_CONTENT',
  'IMAGE_RECITATION',
  'IMAGE_OTHER',
  'NO_IMAGE',
  'UNEXPECTED_TOOL_CALL',
  'TOO_MANY_TOOL_CALLS',
  'MISSING_THOUGHT_SIGNATURE',
  'MALFORMED_RESPONSE',
])

const names = {
  stop: 'STOP',
  length: 'MAX_TOKENS',
  'tool-calls': 'STOP',
  'content-filter': 'SAFETY',
  refusal: 'SAFETY',
  // The answer is not whole, and no other word says so.
  pause: 'MAX_TOKENS',
} as const satisfies Record<FinishReason, string>

/** How vendors say that the model ended by itself. */
const ordinaryStops: ReadonlySet<string> = new Set([
  'stop',
  'eos',
  'eos_token',
  'end_turn',
  'stop_sequence',
  'tool_calls',
  'function_call',
  'tool_use',
])

/**
 * The finish reason in Gemini's words. A vendor's word that is Gemini's own stays, also as Google's OpenAI layer writes
 * it (`content_filter: PROHIBITED_CONTENT`); an end of a kind that nobody knows is OTHER.
 */
export function reasonToGemini({ reason, raw }: Pick<ChoiceFinish, 'reason' | 'raw'>): string {
  const word = raw?.slice(raw.lastIndexOf(':') + 1).trim() ?? ''
  if (geminiReasons.has(word)) return word
  const isOdd = reason === 'stop' && word !== '' && word !== 'null' && !ordinaryStops.has(word.toLowerCase())
  return isOdd ? 'OTHER' : names[reason]
}
