import type { Citation, MediaContent, Signature } from '../../canonical/blocks.ts'
import type { Json, JsonObject } from '../../json/json.ts'
import { parseDataUrl } from '../../media.ts'
import { wellFormedText } from '../../well-formed.ts'
import { objectOf, objectsOf, signatureOf, stringOf } from '../wire.ts'

/** Citations in a delta's `annotations` (OpenAI's and OpenRouter's `url_citation`). */
export function citationsOf(annotations: Json | undefined): readonly Citation[] {
  return objectsOf(annotations).flatMap((item) => {
    const cited = objectOf(item.url_citation)
    return cited ? [citationOf(cited)] : []
  })
}

/** The sources that Perplexity names beside the answer: addresses, and the same with their titles. */
export function sourcesOf({ citations, search_results: results }: JsonObject): readonly Citation[] {
  const titled = objectsOf(results).map(citationOf)
  const bare = Array.isArray(citations) ? citations.filter((url) => typeof url === 'string') : []
  if (bare.length === 0) return titled
  const titles = new Map(titled.map(({ url, title }) => [url, title]))
  return bare.map((url) => ({ url: wellFormedText(url), title: titles.get(url) }))
}

function citationOf({ url, title, content, start_index: start, end_index: end }: JsonObject): Citation {
  const hasPlace = typeof start === 'number' && typeof end === 'number' && end > start
  return {
    url: textOf(url),
    title: textOf(title),
    quote: textOf(content),
    ...(hasPlace && { start, end }),
  }
}

export interface AnswerImage {
  readonly part: MediaContent
  readonly signature: Signature | undefined
}

/** Pictures in a delta's `images` (OpenRouter), each with its own signature. */
export function imagesOf(images: Json | undefined): readonly AnswerImage[] {
  return objectsOf(images).flatMap((item): AnswerImage[] => {
    const url = stringOf(objectOf(item.image_url)?.url)
    return url === undefined ? [] : [{ part: contentOf(url), signature: signatureOf(item) }]
  })
}

function contentOf(url: string): MediaContent {
  const inline = parseDataUrl(url)
  if (!inline) return { source: { type: 'url', url: wellFormedText(url) } }
  return { mimeType: inline.mimeType ?? 'image/png', source: { type: 'base64', data: inline.data } }
}

function textOf(value: Json | undefined): string | undefined {
  const text = stringOf(value)
  return text === undefined ? undefined : wellFormedText(text)
}
