import type { Json } from '../../json/json.ts'
import { escapeLineSeparators } from '../../json/line.ts'

/** JSON text on one line. */
export function jsonText(value: Json): string {
  return escapeLineSeparators(JSON.stringify(value))
}

/**
 * One candidate. `parts` and `more` are JSON text, `more` empty or with a leading comma. Never without a part: the JS chat
 * helper forgets the whole turn for one such payload.
 */
export function candidateText(choice: number, parts: string, more = ''): string {
  return `{"content":{"role":"model","parts":[${parts}]}${more},"index":${choice}}`
}

export const emptyPart = '{"text":""}'
