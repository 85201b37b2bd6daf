import type { Citation } from '../../canonical/blocks.ts'
import type { JsonObject } from '../../json/json.ts'

/** A CitationSource of `citationMetadata`, which Gemini says with the finish. */
export function citationSource({ url, title, start, end }: Citation): JsonObject {
  return {
    ...(start !== undefined && { startIndex: start }),
    ...(end !== undefined && { endIndex: end }),
    ...(url !== undefined && { uri: url }),
    ...(title !== undefined && { title }),
  }
}
