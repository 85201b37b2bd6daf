import { badRequest } from '../../canonical/error.ts'
import type { OutputFormat } from '../../canonical/request.ts'
import type { JsonObject } from '../../json/json.ts'
import type { Fields } from './fields.ts'

const formats = ['text', 'json_object', 'json_schema'] as const

/** Reads what the answer must look like. @throws GatewayError bad-request naming the field. */
export function decodeOutput(body: Fields): OutputFormat {
  const format = body.object('response_format')
  const type = format?.word('type', formats)
  if (format && type === undefined) throw format.wrong('type', `must be one of ${formats.join(', ')}`)
  if (format === undefined || type === 'text') return { type: 'text' }
  if (type === 'json_object') return jsonSchema(format)
  const isBeside = format.value('json_schema') === undefined && schemaOf(format) !== undefined
  return jsonSchema(isBeside ? format : format.required('json_schema'))
}

/**
 * What an answer may hold besides text, in Google's words; undefined for text alone.
 * @throws GatewayError bad-request for sound, which nobody can ask for here so far.
 */
export function mediaOut(fields: Fields, name: string): string[] | undefined {
  const modalities = fields.array(name).map((item) => {
    if (typeof item !== 'string') throw fields.wrong(name, 'must be an array of strings')
    return item.toUpperCase()
  })
  if (modalities.every((modality) => modality === 'TEXT')) return undefined
  if (modalities.every((modality) => modality === 'TEXT' || modality === 'IMAGE')) return modalities
  const at = fields.path(name)
  throw badRequest(at, `${at} asks for more than text and images, which is not translated for this model yet.`)
}

/**
 * A schema that is missing leaves plain JSON. llama.cpp and Together have it beside the type `json_object`, LiteLLM as
 * `response_schema`.
 */
function jsonSchema(description: Fields): OutputFormat {
  const schema = schemaOf(description)
  if (!schema) return { type: 'json' }
  return { type: 'json-schema', schema, name: description.string('name') || undefined }
}

function schemaOf(description: Fields): JsonObject | undefined {
  return (description.object('schema') ?? description.object('response_schema'))?.json
}
