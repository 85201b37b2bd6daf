import { badRequest } from '../../canonical/error.ts'
import type { OutputFormat } from '../../canonical/request.ts'
import type { Fields } from './fields.ts'

const formats = ['text', 'json_object', 'json_schema'] as const

/** Reads what the answer must look like. @throws GatewayError bad-request naming the field. */
export function decodeOutput(body: Fields): OutputFormat {
  const format = body.object('response_format')
  const type = format?.word('type', formats)
  if (format && type === undefined) throw format.wrong('type', `must be one of ${formats.join(', ')}`)
  if (format === undefined || type === 'text') return { type: 'text' }
  if (type === 'json_object') return { type: 'json' }
  return jsonSchema(format.required('json_schema'))
}

/**
 * What an answer may hold besides text, in Google's words; undefined for text alone.
 * @throws GatewayError bad-request for sound, which a translated answer cannot hold so far.
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

/** A schema that is missing leaves plain JSON. */
function jsonSchema(description: Fields): OutputFormat {
  const schema = description.object('schema')?.json
  if (!schema) return { type: 'json' }
  return { type: 'json-schema', schema, name: description.string('name') || undefined }
}
