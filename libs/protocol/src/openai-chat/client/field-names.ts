import type { RequestField, ScalarField } from '../../canonical/request.ts'
import type { NameOf } from '../../codec.ts'
import { snakeCase } from '../../json/case.ts'
import type { Fields } from './fields.ts'

/** Where a client may write a field, the place that counts first. */
const names: Readonly<Record<ScalarField, readonly [string, ...string[]]>> = {
  choices: ['n'],
  frequencyPenalty: ['frequency_penalty'],
  logprobs: ['logprobs'],
  maxOutputTokens: ['max_completion_tokens', 'max_tokens'],
  output: ['response_format'],
  parallelToolCalls: ['parallel_tool_calls'],
  presencePenalty: ['presence_penalty'],
  seed: ['seed'],
  serviceTier: ['service_tier'],
  stop: ['stop'],
  temperature: ['temperature'],
  thinking: ['reasoning_effort'],
  toolChoice: ['tool_choice', 'function_call'],
  topK: ['top_k'],
  topP: ['top_p'],
}

/** Paths of what a body may say in several places. */
interface WrittenPaths {
  /** Of Google's own settings. */
  readonly google: string | undefined
  /** Of what was said about thinking. */
  readonly thinking: string | undefined
}

/** Names request fields as this body wrote them. */
export function createNameOf(body: Fields, paths: WrittenPaths): NameOf {
  return (field) => {
    if (field === 'thinking') return paths.thinking ?? names.thinking[0]
    if (isScalar(field)) return writtenName(body, field) ?? names[field][0]
    if (field.endsWith('.responseModalities') && body.value('modalities') !== undefined) return 'modalities'
    const member = field.slice(field.lastIndexOf('.') + 1)
    return `${paths.google ?? 'extra_body.google'}.${snakeCase(member)}`
  }
}

function isScalar(field: RequestField): field is ScalarField {
  return Object.hasOwn(names, field)
}

function writtenName(body: Fields, field: ScalarField): string | undefined {
  return names[field].find((name) => body.value(name) !== undefined)
}
