/** Characters that some SDKs take for line ends inside a `data:` line: genai JS 1.x and Python die of them raw. */
const lineSeparators = /[\u0085\u2028\u2029]/g

/** The same JSON text with the line ends that only Unicode knows as escapes. */
export function escapeLineSeparators(json: string): string {
  return json.replace(lineSeparators, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
