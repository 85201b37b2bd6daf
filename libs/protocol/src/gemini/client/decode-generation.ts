import { append } from '../../append.ts'
import { badRequest } from '../../canonical/error.ts'
import {
  type Effort,
  efforts,
  type GenerationRequest,
  type OutputFormat,
  type Thinking,
} from '../../canonical/request.ts'
import { Fields } from './fields.ts'
import { jsonSchemaMembers } from './outline.ts'
import { schemaToJsonSchema } from './schema.ts'

type Generation = Pick<
  GenerationRequest,
  | 'temperature'
  | 'topP'
  | 'topK'
  | 'maxOutputTokens'
  | 'stop'
  | 'seed'
  | 'presencePenalty'
  | 'frequencyPenalty'
  | 'choices'
  | 'logprobs'
  | 'output'
  | 'thinking'
>

const known = new Set([
  'temperature',
  'topP',
  'topK',
  'maxOutputTokens',
  'stopSequences',
  'seed',
  'presencePenalty',
  'frequencyPenalty',
  'candidateCount',
  'responseLogprobs',
  'logprobs',
  'responseMimeType',
  'responseSchema',
  ...jsonSchemaMembers,
  'thinkingConfig',
  'responseModalities',
])

/**
 * Reads generationConfig; members that only Google knows go to `dropped`.
 * @throws GatewayError bad-request naming the member.
 */
export function decodeGeneration(given: Fields | undefined, dropped: string[]): Generation {
  const config = given ?? new Fields({}, 'generationConfig')
  append(dropped, config.others(known))
  refuseMediaOut(config)
  const choices = config.integer('candidateCount', { min: 0 }) ?? 1
  return {
    temperature: config.number('temperature'),
    topP: config.number('topP'),
    topK: config.integer('topK', { min: 0 }) || undefined,
    maxOutputTokens: config.integer('maxOutputTokens', { min: 1 }),
    stop: config.strings('stopSequences').filter((sequence) => sequence !== ''),
    seed: config.integer('seed', { min: Number.MIN_SAFE_INTEGER }),
    presencePenalty: config.number('presencePenalty') || undefined,
    frequencyPenalty: config.number('frequencyPenalty') || undefined,
    choices: choices > 1 ? choices : undefined,
    logprobs: decodeLogprobs(config),
    output: decodeOutput(config),
    thinking: decodeThinking(config.object('thinkingConfig')),
  }
}

function refuseMediaOut(config: Fields): void {
  const media = config.strings('responseModalities').find((modality) => /^(image|audio)$/i.test(modality))
  if (media === undefined) return
  const at = config.path('responseModalities')
  throw badRequest(at, `${at}: ${media} output is not translated yet; ask for TEXT or use a Gemini model.`)
}

function decodeLogprobs(config: Fields): Generation['logprobs'] {
  const top = config.integer('logprobs', { min: 0 })
  if (config.boolean('responseLogprobs')) return { top: top || undefined }
  if (!top) return undefined
  throw badRequest(config.path('logprobs'), `${config.path('logprobs')} needs generationConfig.responseLogprobs: true.`)
}

function decodeOutput(config: Fields): OutputFormat {
  const at = config.path('responseMimeType')
  const mimeType = config.string('responseMimeType') || undefined
  const schema = responseSchema(config)
  if (mimeType === undefined || mimeType === 'application/json') {
    if (schema !== undefined) return { type: 'json-schema', schema, name: 'response' }
    return { type: mimeType === undefined ? 'text' : 'json' }
  }
  if (mimeType !== 'text/plain') {
    throw badRequest(at, `${at} '${mimeType}' exists only at Google; use 'application/json' or 'text/plain'.`)
  }
  if (schema === undefined) return { type: 'text' }
  throw badRequest(at, `${at} must be 'application/json' beside a response schema.`)
}

function responseSchema(config: Fields) {
  const name = jsonSchemaMembers.find((member) => config.has(member))
  if (name !== undefined) return config.object(name)?.json
  const schema = config.object('responseSchema')
  return schema && schemaToJsonSchema(schema.json)
}

function decodeThinking(config: Fields | undefined): Thinking | undefined {
  if (config === undefined) return undefined
  const budgetTokens = config.integer('thinkingBudget', { min: -1 })
  const effort = effortOf(config)
  if (effort !== undefined && budgetTokens !== undefined) {
    throw badRequest(config.at, `${config.at} takes thinkingLevel or thinkingBudget, not both.`)
  }
  return { effort, budgetTokens, includeThoughts: config.boolean('includeThoughts') }
}

function effortOf(config: Fields): Effort | undefined {
  const level = config.string('thinkingLevel')?.toLowerCase()
  if (!level || level === 'thinking_level_unspecified') return undefined
  const effort = efforts.find((word) => word === level)
  if (effort) return effort
  throw badRequest(
    config.path('thinkingLevel'),
    `${config.path('thinkingLevel')} must be one of MINIMAL, LOW, MEDIUM, HIGH.`,
  )
}
