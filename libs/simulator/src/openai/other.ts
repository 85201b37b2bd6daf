import { isObject, type Json, type JsonObject } from '../json.ts'
import { fakeMp3, tinyPng } from '../media.ts'
import { countTokens } from '../model/prompt.ts'
import { jsonReply, type Reply, wholeReply } from '../reply.ts'
import type { RecordedRequest } from '../simulator.ts'
import { createVector } from '../vector.ts'
import { refuse } from './error.ts'
import { readForm } from './multipart.ts'

const defaults = { dimensions: 1_536 }
const createdAt = 1_763_640_000

const objectOf = (value: Json | undefined): JsonObject => {
  if (value === undefined || !isObject(value)) throw refuse('We could not parse the JSON body of your request.', 'body')
  return value
}

/** `/v1/embeddings`: both encodings, strings or arrays of strings. Throws an OpenAIRefusal. */
export function createEmbeddings(body: Json | undefined): object {
  const { input, model, encoding_format: format, dimensions } = objectOf(body)
  const isEmpty = input === undefined || input === '' || (Array.isArray(input) && input.length === 0)
  if (isEmpty) throw refuse("'input' cannot be an empty string", 'input')
  const texts = (Array.isArray(input) ? input : [input]).map(String)
  const data = texts.map((text, index) => {
    const vector = createVector(text, Number(dimensions ?? defaults.dimensions))
    return { object: 'embedding', index, embedding: format === 'base64' ? toBase64(vector) : vector }
  })
  const tokens = countTokens(texts.join('').length)
  return { object: 'list', data, model: model ?? '', usage: { prompt_tokens: tokens, total_tokens: tokens } }
}

/** Little-endian float32, whatever this machine's own order is. */
function toBase64(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * 4)
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4)
  return bytes.toString('base64')
}

/** `/v1/images/generations`, `edits` and `variations`. */
export const createImages = (): object => ({ created: createdAt, data: [{ b64_json: tinyPng.toString('base64') }] })

/** `/v1/audio/speech`: bytes, not JSON. */
export const answerSpeech = (): Reply => wholeReply(200, fakeMp3, { 'content-type': 'audio/mpeg' })

/** `/v1/audio/transcriptions` and `translations`: says how many bytes of audio came. Throws an OpenAIRefusal. */
export function answerTranscription({ body, headers }: RecordedRequest): Reply {
  const form = readForm(body, headers['content-type'] ?? '')
  const audio = form.find(({ name }) => name === 'file')
  if (audio === undefined) throw refuse("'file' is a required property", 'file')
  const text = `Heard ${audio.content.length} bytes of ${audio.filename ?? 'audio'}.`
  const format = form.find(({ name }) => name === 'response_format')?.content.toString('utf8')
  return format === 'text' ? wholeReply(200, `${text}\n`, { 'content-type': 'text/plain' }) : jsonReply({ text })
}
