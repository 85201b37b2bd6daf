import { badRequest } from '../../canonical/error.ts'
import type { Outline, RequestInput } from '../../codec.ts'
import { isJsonObject } from '../../json/json.ts'
import { Fields } from './fields.ts'

const modelCharsMax = 256
const structuredFormats: readonly unknown[] = ['json_object', 'json_schema']

/**
 * Reads what the gateway acts on. Lenient elsewhere: with this protocol on both sides the vendor judges the rest.
 * @throws GatewayError bad-request naming the field.
 */
export function outline(input: RequestInput): Outline {
  const body = new Fields(input.body, '')
  const model = modelOf(body)
  messagesOf(body)
  const stream = streamOf(body)
  const format = body.value('response_format')
  return {
    model,
    stream,
    choices: body.integer('n', { min: 1 }) ?? 1,
    structured: isJsonObject(format) && structuredFormats.includes(format.type),
  }
}

export function modelOf(body: Fields): string {
  const model = body.name('model')
  if (model.length > modelCharsMax) throw body.wrong('model', `must not be longer than ${modelCharsMax} characters`)
  return model
}

export function messagesOf(body: Fields): void {
  if (body.array('messages').length === 0) throw body.wrong('messages', 'must be an array of at least one message')
}

/** OpenAI refuses stream options without a stream; so do we, for a client that expects usage would wait in vain. */
export function streamOf(body: Fields): boolean {
  const stream = body.boolean('stream') ?? false
  const options = body.object('stream_options')
  if (options && !stream) throw badRequest('stream_options', 'stream_options is only allowed when stream is true.')
  options?.boolean('include_usage')
  return stream
}
