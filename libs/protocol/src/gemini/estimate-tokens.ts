import { badRequest } from '../canonical/error.ts'
import { isJsonObject, type Json, type JsonObject } from '../json/json.ts'

/** English text averages about four characters a token; media is counted as Google counts one image. */
const CHARS_PER_TOKEN = 4
const TOKENS_PER_MEDIA = 258

/** Members whose value is media, or says where it is. */
const mediaMembers: readonly string[] = ['inlineData', 'inline_data', 'fileData', 'file_data']

/**
 * An estimate for a request of `:countTokens`, for models whose vendor has no count.
 * @throws GatewayError bad-request when there is nothing to count.
 */
export function estimateTokens(body: JsonObject): JsonObject {
  const inner = body.generateContentRequest
  const request = isJsonObject(inner) ? inner : body
  const contents = request.contents
  if (contents === undefined)
    throw badRequest('contents', 'The field contents is missing: give the contents whose tokens are to be counted.')
  const { chars, media } = measure([contents, request.systemInstruction ?? null, request.tools ?? null])
  return { totalTokens: Math.max(1, Math.ceil(chars / CHARS_PER_TOKEN) + media * TOKENS_PER_MEDIA) }
}

/** Walks without recursion: a body may be nested as deep as its limit allows. */
function measure(roots: readonly Json[]): { readonly chars: number; readonly media: number } {
  const queue: Json[] = [...roots]
  let chars = 0
  let media = 0
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (typeof next === 'string') chars += next.length
    else if (Array.isArray(next)) for (const item of next) queue.push(item)
    else if (isJsonObject(next)) {
      for (const [key, value] of Object.entries(next)) {
        if (mediaMembers.includes(key)) media++
        else queue.push(value)
      }
    }
  }
  return { chars, media }
}
