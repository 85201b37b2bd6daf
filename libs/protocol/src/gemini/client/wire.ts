import type { Json } from '../../json/json.ts'

/** Characters that some SDKs take for line ends inside a `data:` line: genai JS 1.x and Python die of them raw. */
const lineSeparators = /[\u0085\u2028\u2029]/g

/** JSON text on one line. */
export function jsonText(value: Json): string {
  return escapeLineSeparators(JSON.stringify(value))
}

/** The same JSON text with the line ends that only Unicode knows as escapes. */
export function escapeLineSeparators(json: string): string {
  return json.replace(lineSeparators, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/**
 * One candidate. `parts` and `more` are JSON text, `more` empty or with a leading comma. Never without a part: the JS chat
 * helper forgets the whole turn for one such payload.
 */
export function candidateText(choice: number, parts: string, more = ''): string {
  return `{"content":{"role":"model","parts":[${parts}]}${more},"index":${choice}}`
}

export const emptyPart = '{"text":""}'
