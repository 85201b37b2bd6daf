import type { Citation } from '../../canonical/blocks.ts'
import type { JsonObject } from '../../json/json.ts'
import { Utf8Places } from '../../utf8-places.ts'

/**
 * `groundingMetadata` of the candidate: its sources, each once, and the statements that name them. Google counts places in
 * UTF-8 bytes of the text.
 */
export function groundingMetadata(citations: readonly Citation[], text: string): JsonObject {
  const sources = new Map<string, number>()
  const chunks: JsonObject[] = []
  const supports: JsonObject[] = []
  const places = citations.some(({ end }) => end !== undefined) ? new Utf8Places(text) : undefined
  for (const { url = '', title, start = 0, end } of citations) {
    const known = sources.get(url)
    const index = known ?? chunks.push({ web: { uri: url, title: title ?? url } }) - 1
    sources.set(url, index)
    if (end === undefined || places === undefined) continue
    const segment = { startIndex: places.byteAt(start), endIndex: places.byteAt(end), text: text.slice(start, end) }
    supports.push({ segment, groundingChunkIndices: [index] })
  }
  return { groundingChunks: chunks, ...(supports.length > 0 && { groundingSupports: supports }) }
}
