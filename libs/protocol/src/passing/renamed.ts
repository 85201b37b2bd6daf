import { isJsonObject } from '../json/json.ts'
import { escapeLineSeparators } from '../json/line.ts'
import { parseJson } from '../json/parse.ts'

/**
 * JSON text with another text in one of its members, on one line. Everything else stays as it was written, except in the
 * rare text where the place cannot be told without parsing.
 */
export function renamed(data: string, member: string, from: string, to: string): string {
  if (!data.includes('\n')) {
    for (const between of [':', ': ']) {
      const written = `"${member}"${between}${JSON.stringify(from)}`
      const at = data.indexOf(written)
      if (at === -1 || data.indexOf(written, at + 1) !== -1) continue
      return `${data.slice(0, at)}"${member}"${between}${JSON.stringify(to)}${data.slice(at + written.length)}`
    }
  }
  const json = parseJson(data)
  if (!isJsonObject(json) || json[member] !== from) return data
  return escapeLineSeparators(JSON.stringify({ ...json, [member]: to }))
}
