import type { ScalarField } from '../../canonical/request.ts'
import type { NameOf } from '../../codec.ts'
import type { Fields } from './fields.ts'
import { jsonSchemaMembers } from './outline.ts'

const config = 'generationConfig'

/** Where a client may write a field, the usual place first. */
const names: Readonly<Record<ScalarField, readonly [string, ...string[]]>> = {
  choices: ['candidateCount'],
  frequencyPenalty: ['frequencyPenalty'],
  logprobs: ['responseLogprobs'],
  maxOutputTokens: ['maxOutputTokens'],
  output: ['responseMimeType', ...jsonSchemaMembers, 'responseSchema'],
  parallelToolCalls: ['parallelToolCalls'],
  presencePenalty: ['presencePenalty'],
  seed: ['seed'],
  serviceTier: ['serviceTier'],
  stop: ['stopSequences'],
  temperature: ['temperature'],
  thinking: ['thinkingConfig'],
  toolChoice: ['toolConfig.functionCallingConfig'],
  topK: ['topK'],
  topP: ['topP'],
}

/** Fields that stand in the body itself. */
const topLevel: ReadonlySet<string> = new Set<ScalarField>(['serviceTier', 'toolChoice', 'parallelToolCalls'])

/** Names request fields as this body wrote them. */
export function createNameOf(body: Fields): NameOf {
  const written = body.object(config)
  return (field) => {
    if (!isScalar(field)) return field.replace(/^extensions\.gemini\./, '')
    const name = names[field].find((candidate) => written?.has(candidate)) ?? names[field][0]
    return topLevel.has(field) ? name : `${config}.${name}`
  }
}

function isScalar(field: string): field is ScalarField {
  return Object.hasOwn(names, field)
}
