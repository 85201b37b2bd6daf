import type { Citation } from '../../canonical/blocks.ts'
import type { JsonObject } from '../../json/json.ts'

/** An item of `message.annotations` (OpenAI's `url_citation`). Its four members are required in the SDKs' types. */
export function annotation({ url = '', title, start = 0, end = start }: Citation): JsonObject {
  return { type: 'url_citation', url_citation: { url, title: title ?? url, start_index: start, end_index: end } }
}
