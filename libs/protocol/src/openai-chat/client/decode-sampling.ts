import type { GenerationRequest } from '../../canonical/request.ts'
import type { Fields } from './fields.ts'

type Sampling = Pick<
  GenerationRequest,
  | 'maxOutputTokens'
  | 'temperature'
  | 'topP'
  | 'topK'
  | 'seed'
  | 'presencePenalty'
  | 'frequencyPenalty'
  | 'stop'
  | 'choices'
  | 'logprobs'
  | 'serviceTier'
>

/** OpenAI's own limit. Each choice costs a frame before the vendor has said a word. */
const choicesMax = 128
const topLogprobsMax = 20
/** Tiers that mean "as usual". */
const usualTiers = ['auto', 'default']

/** Reads how to sample. @throws GatewayError bad-request naming the field. */
export function decodeSampling(body: Fields, dropped: string[]): Sampling {
  const maxTokens = body.integer('max_tokens', { min: 1 })
  const choices = body.integer('n', { min: 1, max: choicesMax })
  return {
    maxOutputTokens: body.integer('max_completion_tokens', { min: 1 }) ?? maxTokens,
    temperature: body.number('temperature'),
    topP: body.number('top_p'),
    topK: body.integer('top_k'),
    seed: body.integer('seed'),
    // Many clients send zeros for "none"; a zero penalty changes nothing.
    presencePenalty: body.number('presence_penalty') || undefined,
    frequencyPenalty: body.number('frequency_penalty') || undefined,
    stop: stopSequences(body),
    choices: choices === 1 ? undefined : choices,
    logprobs: logprobs(body),
    serviceTier: serviceTier(body, dropped),
  }
}

function stopSequences(body: Fields): readonly string[] {
  const stop = body.value('stop') ?? []
  const sequences = typeof stop === 'string' ? [stop] : stop
  if (!Array.isArray(sequences) || !sequences.every((item) => typeof item === 'string')) {
    throw body.wrong('stop', 'must be a string or an array of strings')
  }
  return sequences.filter((sequence) => sequence !== '')
}

function logprobs(body: Fields): Sampling['logprobs'] {
  const wanted = body.boolean('logprobs') ?? false
  const top = body.integer('top_logprobs', { min: 0, max: topLogprobsMax }) || undefined
  if (top !== undefined && !wanted) throw body.wrong('top_logprobs', 'needs logprobs to be true')
  return wanted ? { top } : undefined
}

function serviceTier(body: Fields, dropped: string[]): Sampling['serviceTier'] {
  const tier = body.string('service_tier')
  if (tier === 'flex' || tier === 'priority') return tier
  if (tier && !usualTiers.includes(tier)) dropped.push(body.path('service_tier'))
  return undefined
}
