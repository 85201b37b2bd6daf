import type { Content } from '../content.ts'
import type { Answer } from '../model/prompt.ts'
import type { Script } from '../script.ts'

export interface Circumstances {
  readonly isStream: boolean
  readonly script: Script
  readonly model: string
  /** The number of the request, from which ids are made. */
  readonly number: number
  readonly choiceCount: number
  readonly isUsageAsked: boolean
}

const createdAt = 1_763_640_000
const fragmentCount = 3

/** The answer as OpenAI sends it: role first, arguments in fragments, the reason in a delta of its own, usage last. */
export function createChatContent(answer: Answer, about: Circumstances): Content {
  return {
    mode: about.isStream ? 'sse' : 'whole',
    done: '[DONE]',
    whole: () => JSON.stringify(completion(answer, about)),
    messages: () => chunks(answer, about).map((chunk) => JSON.stringify(chunk)),
  }
}

const identity = ({ number, model }: Circumstances, object: string) => ({
  id: `chatcmpl-sim${number}`,
  object,
  created: createdAt,
  model,
  service_tier: 'default',
  system_fingerprint: 'fp_simulated',
})

function finishOf(answer: Answer, { script }: Circumstances): string {
  if (script.finish !== undefined) return script.finish
  if (script.block !== undefined) return 'content_filter'
  if (answer.finish === 'length') return 'length'
  return answer.calls.length > 0 ? 'tool_calls' : 'stop'
}

function usageOf(answer: Answer): object {
  const completion = answer.textTokens + answer.thoughtTokens
  return {
    prompt_tokens: answer.promptTokens,
    completion_tokens: completion,
    total_tokens: answer.promptTokens + completion,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: answer.thoughtTokens, audio_tokens: 0 },
  }
}

const callsOf = (answer: Answer, { number }: Circumstances, choice: number) =>
  answer.calls.map(({ name, args }, index) => ({
    id: `call_${number}_${choice}_${index}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(args) },
  }))

function completion(answer: Answer, about: Circumstances): object {
  const { script } = about
  const isBlocked = script.block !== undefined
  const choices = Array.from({ length: about.choiceCount }, (_, index) => {
    const text = isBlocked ? '' : answer.pieces.join('')
    const calls = callsOf(answer, about, index)
    return {
      index,
      message: {
        role: 'assistant',
        content: text === '' && calls.length > 0 ? null : text,
        refusal: null,
        annotations: [],
        ...(answer.thoughts.length > 0 ? { reasoning_content: answer.thoughts.join('') } : {}),
        ...(calls.length > 0 ? { tool_calls: calls } : {}),
      },
      logprobs: null,
      finish_reason: script['no-finish'] ? null : finishOf(answer, about),
    }
  })
  const usage = script.usage === 'none' ? {} : { usage: usageOf(answer) }
  return { ...identity(about, 'chat.completion'), choices, ...usage }
}

/** The choices take turns, as they do when they are generated at once. */
function chunks(answer: Answer, about: Circumstances): object[] {
  const { script } = about
  const usage = usageOf(answer)
  const isCounting = script.usage === 'last' || (script.usage === undefined && about.isUsageAsked)
  const perChunk = script.usage === 'every' ? { usage } : isCounting ? { usage: null } : {}
  const chunk = (index: number, delta: object, reason: string | null = null): object => ({
    ...identity(about, 'chat.completion.chunk'),
    choices: [{ index, delta, logprobs: null, finish_reason: reason }],
    ...perChunk,
  })
  const indexes = Array.from({ length: about.choiceCount }, (_, index) => index)
  const deltas = indexes.map((index) => deltasOf(answer, about, index))
  const rounds = deltas[0]?.map((_, round) => indexes.map((index) => chunk(index, deltas[index]?.[round] ?? {}))) ?? []
  const finishes = script['no-finish'] ? [] : indexes.map((index) => chunk(index, {}, finishOf(answer, about)))
  const last = isCounting ? [{ ...identity(about, 'chat.completion.chunk'), choices: [], usage }] : []
  return [...rounds.flat(), ...finishes, ...last]
}

function deltasOf(answer: Answer, about: Circumstances, choice: number): object[] {
  const said = about.script.block === undefined ? answer.pieces : []
  const calls = callsOf(answer, about, choice).flatMap(({ id, type, function: called }, index) => [
    { tool_calls: [{ index, id, type, function: { name: called.name, arguments: '' } }] },
    ...fragments(called.arguments).map((text) => ({ tool_calls: [{ index, function: { arguments: text } }] })),
  ])
  return [
    { role: 'assistant', content: calls.length > 0 && said.length === 0 ? null : '', refusal: null },
    ...answer.thoughts.map((text) => ({ reasoning_content: text })),
    ...said.map((content) => ({ content })),
    ...calls,
  ]
}

/** Cut without regard to JSON, as the real ones are. */
function fragments(text: string): string[] {
  const size = Math.ceil(text.length / fragmentCount)
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  )
}
