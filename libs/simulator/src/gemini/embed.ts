import { isObject, type Json, type JsonObject } from '../json.ts'
import { createVector } from '../vector.ts'
import { GeminiRefusal } from './error.ts'
import { readProto } from './read-proto.ts'

const defaults = { dimensions: 3_072 }
const limits = { batchMax: 100 }

/** `:embedContent`. Throws a GeminiRefusal. */
export const embedContent = (body: Json): object => ({ embedding: embed(readProto(body, 'EmbedContentRequest')) })

/** `:batchEmbedContents`, at most 100 at once. `model` without `models/`. Throws a GeminiRefusal. */
export function batchEmbedContents(body: Json, model: string): object {
  const { requests } = readProto(body, 'BatchEmbedContentsRequest')
  const list = Array.isArray(requests) ? requests.filter(isObject) : []
  if (list.length === 0)
    throw new GeminiRefusal(400, '* BatchEmbedContentsRequest.requests: requests is not specified\n')
  if (list.length > limits.batchMax) {
    throw new GeminiRefusal(400, '* BatchEmbedContentsRequest.requests: at most 100 requests can be in one batch\n')
  }
  const at = list.findIndex((request) => request.model !== `models/${model}`)
  if (at >= 0) {
    const path = `* BatchEmbedContentsRequest.requests[${at}].model`
    throw new GeminiRefusal(400, `${path}: model must match the model in the parent request\n`)
  }
  return { embeddings: list.map(embed) }
}

function embed(request: JsonObject): object {
  const { content, outputDimensionality } = request
  const parts = isObject(content) && Array.isArray(content.parts) ? content.parts : []
  if (parts.length === 0) throw new GeminiRefusal(400, '* EmbedContentRequest.content: content is not specified\n')
  const text = parts.map((part) => (isObject(part) && typeof part.text === 'string' ? part.text : '')).join('\n')
  return { values: createVector(text, Number(outputDimensionality ?? defaults.dimensions)) }
}
