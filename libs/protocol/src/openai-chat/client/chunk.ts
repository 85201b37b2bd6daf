import type { Signature } from '../../canonical/blocks.ts'
import type { Json } from '../../json/json.ts'
import { wellFormed, wellFormedText } from '../../well-formed.ts'

/** The unchanging text of one stream's chunks, made once. */
export interface ChunkText {
  /** A chunk with one choice; `delta` and `rest` (from its first comma) are JSON text. */
  choice(index: number, delta: string, rest?: string): string
  /** A chunk without choices that says the usage. */
  usage(usage: string): string
}

interface ChunkHead {
  readonly id: string
  readonly created: number
  readonly model: string
  /** Whether chunks say `"usage":null`: they do when the client asked for usage, and never otherwise. */
  readonly includeUsage: boolean
}

/** Chunks are put together as text: only what changes is encoded per event. */
export function createChunkText({ id, created, model, includeUsage }: ChunkHead): ChunkText {
  const head = JSON.stringify({ id, object: 'chat.completion.chunk', created, model }).slice(0, -1)
  const end = includeUsage ? '}],"usage":null}' : '}]}'
  return {
    choice: (index, delta, rest = ',"finish_reason":null') =>
      `${head},"choices":[{"index":${index},"delta":${delta}${rest}${end}`,
    usage: (usage) => `${head},"choices":[],"usage":${usage}}`,
  }
}

/**
 * The member that holds a thought signature, where Google's own layer puts it; '' for one that has no place here. As every
 * member that may be absent, its JSON text begins with its comma: it is written behind another one as it is.
 */
export function signatureMember(signature: Signature | undefined): string {
  if (signature?.protocol !== 'gemini') return ''
  return `,"extra_content":${jsonText({ google: { thought_signature: signature.text } })}`
}

/** JSON text without lone surrogates. */
export function jsonText(value: Json): string {
  return JSON.stringify(wellFormed(value))
}

/** As `jsonText`, for a string. */
export function textJson(text: string): string {
  return JSON.stringify(wellFormedText(text))
}
