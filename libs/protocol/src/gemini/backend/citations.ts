import type { Citation } from '../../canonical/blocks.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'
import { Utf8Places } from '../../utf8-places.ts'
import { wellFormedText } from '../../well-formed.ts'

/** Most citations of one answer: each statement may name every source. */
const citationsMax = 1_000

/**
 * What Google's `groundingMetadata` says of the candidate's visible text: one citation per statement and source; one per
 * source where it names no statements. Google counts places in UTF-8 bytes.
 */
export function citationsOf(metadata: Json | undefined, text: string): readonly Citation[] {
  if (!isJsonObject(metadata)) return []
  const sources = objects(metadata.groundingChunks).map(sourceOf)
  const supports = objects(metadata.groundingSupports)
  if (supports.length === 0) return sources.filter((source) => source.url !== undefined).slice(0, citationsMax)
  const places = new Utf8Places(text)
  const cited: Citation[] = []
  for (const { segment, groundingChunkIndices } of supports) {
    const place = placeOf(segment, places)
    for (const index of Array.isArray(groundingChunkIndices) ? groundingChunkIndices : []) {
      const source = typeof index === 'number' ? sources[index] : undefined
      if (source?.url !== undefined && cited.length < citationsMax) cited.push({ ...source, ...place })
    }
  }
  return cited
}

/** Early payloads have an empty one. */
export function saysSources(metadata: Json | undefined): boolean {
  return isJsonObject(metadata) && objects(metadata.groundingChunks).length > 0
}

function sourceOf({ web, retrievedContext, maps }: JsonObject): Citation {
  const source = [web, retrievedContext, maps].find(isJsonObject)
  return { url: text(source?.uri), title: text(source?.title) }
}

/** The proto leaves a start of 0 out. */
function placeOf(segment: Json | undefined, places: Utf8Places): { start: number; end: number } | undefined {
  if (!isJsonObject(segment) || typeof segment.endIndex !== 'number') return undefined
  const start = typeof segment.startIndex === 'number' ? segment.startIndex : 0
  return { start: places.charAt(start), end: places.charAt(segment.endIndex) }
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? wellFormedText(value) : undefined
}

function objects(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}
