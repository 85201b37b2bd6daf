import { budgetRange, levelsOf } from './family.ts'
import { declarationsOf } from './request.ts'
import type { Rule } from './rule.ts'

const limits = { stopSequencesMax: 5, temperatureMax: 2 }

const thinkingFits: Rule = ({ request, model, family }) => {
  const {
    thinkingBudget: budget,
    thinkingLevel: level,
    includeThoughts,
  } = request.generationConfig?.thinkingConfig ?? {}
  if (budget !== undefined && level !== undefined) {
    return 'You can only set only one of thinking budget and thinking level.'
  }
  if (family === '2.0' && (budget || level !== undefined || includeThoughts)) {
    return `Thinking is not enabled for models/${model}`
  }
  if (level !== undefined && family === '2.5') return 'Thinking level is not supported for this model.'
  if (level !== undefined && !levelsOf(family).includes(level)) {
    return `Thinking level ${level} is not supported for this model. Please retry with other thinking level.`
  }
  return family === '2.5' && budget !== undefined ? budgetFlaw(budget, model) : undefined
}

function budgetFlaw(budget: number, model: string): string | undefined {
  const { min, max, canBeZero } = budgetRange(model)
  if (budget === -1 || (budget === 0 && canBeZero) || (budget >= min && budget <= max)) return undefined
  return budget === 0
    ? 'Budget 0 is invalid. This model only works in thinking mode.'
    : `The thinking budget ${budget} is invalid. Please choose a value between ${min} and ${max}.`
}

const penaltiesFit: Rule = ({ request, model, family }) => {
  const { presencePenalty, frequencyPenalty } = request.generationConfig ?? {}
  const isNew = family !== 'any' && family !== '2.0'
  return isNew && (presencePenalty || frequencyPenalty) ? `Penalty is not enabled for models/${model}` : undefined
}

const stopsFit: Rule = ({ request }) => {
  const { stopSequences = [] } = request.generationConfig ?? {}
  return stopSequences.length > limits.stopSequencesMax
    ? `* GenerateContentRequest.generation_config.stop_sequences: the number of stop sequences is ${stopSequences.length} but it must be in the range [1, ${limits.stopSequencesMax}].\n`
    : undefined
}

const temperatureFits: Rule = ({ request }) => {
  const temperature = Number(request.generationConfig?.temperature ?? 0)
  return temperature < 0 || temperature > limits.temperatureMax
    ? '* GenerateContentRequest.generation_config.temperature: temperature must be in the range [0.0, 2.0].\n'
    : undefined
}

const jsonFits: Rule = ({ request, family }) => {
  const { responseMimeType: mime, ...config } = request.generationConfig ?? {}
  const isOld = family === '2.0' || family === '2.5'
  if (mime === 'application/json' && isOld && declarationsOf(request).length > 0) {
    return "Function calling with a response mime type: 'application/json' is unsupported"
  }
  const schemas = [config.responseSchema, config.responseJsonSchema ?? config._responseJsonSchema]
  if (schemas.every((schema) => schema !== undefined)) {
    return 'Only one of response_schema and response_json_schema can be set.'
  }
  const hasSchema = schemas.some((schema) => schema !== undefined)
  return hasSchema && mime !== 'application/json' && mime !== 'text/x.enum'
    ? 'Schema can only be set when response_mime_type is application/json or text/x.enum.'
    : undefined
}

const logprobsFit: Rule = ({ request, model, family }) =>
  request.generationConfig?.responseLogprobs && family !== 'any' && family !== '2.0'
    ? `Logprobs is not enabled for models/${model}`
    : undefined

const candidatesFit: Rule = ({ request, family }) =>
  Number(request.generationConfig?.candidateCount ?? 1) > 1 && family !== 'any' && family !== '2.0'
    ? 'Multiple candidates is not enabled for this model'
    : undefined

const modalitiesFit: Rule = ({ request, model, family }) => {
  if (family === 'any') return undefined
  const wanted = request.generationConfig?.responseModalities ?? []
  const missing =
    (wanted.includes('IMAGE') && !model.includes('image') && 'image') ||
    (wanted.includes('AUDIO') && !model.includes('tts') && !model.includes('audio') && 'audio')
  return missing ? `Model does not support the requested response modalities: ${missing}` : undefined
}

const cacheStandsAlone: Rule = ({ request }) =>
  request.cachedContent !== undefined &&
  (request.systemInstruction ?? request.tools ?? request.toolConfig) !== undefined
    ? 'CachedContent can not be used with GenerateContent request setting system_instruction, tools or tool_config.\n\nProposed fix: move those values to CachedContent from GenerateContent request.'
    : undefined

export const configRules: readonly Rule[] = [
  cacheStandsAlone,
  thinkingFits,
  penaltiesFit,
  stopsFit,
  temperatureFits,
  jsonFits,
  logprobsFit,
  candidatesFit,
  modalitiesFit,
]
