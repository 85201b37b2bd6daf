import { badRequest } from '../../canonical/error.ts'
import type { Outline, RequestInput } from '../../codec.ts'
import type { Json } from '../../json/json.ts'
import { Fields } from './fields.ts'

const modelCharsMax = 256

/**
 * Reads what the gateway acts on. Lenient elsewhere: with Gemini on both sides the vendor judges the rest.
 * @throws GatewayError bad-request naming the field.
 */
export function outline(input: RequestInput): Outline {
  const body = new Fields(input.body, '')
  const config = body.object('generationConfig')
  if (isEmpty(body.value('contents'))) throw badRequest('contents', 'contents is missing; send at least one content.')
  return {
    model: modelOf(input),
    stream: input.stream ?? false,
    // 0 is how proto3 clients write "not set".
    choices: Math.max(1, config?.integer('candidateCount', { min: 0 }) ?? 1),
    structured: config !== undefined && isStructured(config),
  }
}

/** The model of the path. @throws GatewayError bad-request when the path names none. */
export function modelOf(input: RequestInput): string {
  const model = input.model
  if (!model) throw badRequest('model', 'The path names no model; use /v1beta/models/{model}:generateContent.')
  if (model.length > modelCharsMax) {
    throw badRequest('model', `The model in the path is longer than ${modelCharsMax} characters.`)
  }
  return model
}

/** Names of the members that hold a response schema; `responseSchema` is Google's own dialect of it. */
export const jsonSchemaMembers = ['responseJsonSchema', '_responseJsonSchema'] as const

function isStructured(config: Fields): boolean {
  const mimeType = config.value('responseMimeType')
  if (typeof mimeType === 'string' && mimeType !== '' && mimeType !== 'text/plain') return true
  return ['responseSchema', ...jsonSchemaMembers].some((name) => config.has(name))
}

function isEmpty(contents: Json | undefined): boolean {
  return contents === undefined || contents === '' || (Array.isArray(contents) && contents.length === 0)
}
