import type { Content } from '../content.ts'
import { isObject, type Json } from '../json.ts'
import { compose } from '../model/compose.ts'
import { countTokens, type Prompt } from '../model/prompt.ts'
import { type Script, withoutScript } from '../script.ts'
import { refuse } from './error.ts'

const createdAt = 1_763_640_000

/** The prompt of a legacy completion, and its model. Throws an OpenAIRefusal. */
export function readCompletion(body: Json | undefined): { model: string; prompt: string; isStream: boolean } {
  if (body === undefined || !isObject(body)) throw refuse('We could not parse the JSON body of your request.', 'body')
  const { model, prompt, stream } = body
  if (typeof model !== 'string') throw refuse('you must provide a model parameter', 'model')
  return { model, prompt: [prompt ?? ''].flat().map(String).join('\n'), isStream: stream === true }
}

/** `/v1/completions`: text only. */
export function createCompletionContent(
  { model, prompt, isStream }: ReturnType<typeof readCompletion>,
  script: Script,
  number: number,
): Content {
  const answer = compose(plainPrompt(withoutScript(prompt)), script)
  const choice = (text: string, reason: string | null) => ({
    id: `cmpl-sim${number}`,
    object: 'text_completion',
    created: createdAt,
    model,
    choices: [{ text, index: 0, logprobs: null, finish_reason: reason }],
  })
  const usage = {
    prompt_tokens: answer.promptTokens,
    completion_tokens: answer.textTokens,
    total_tokens: answer.promptTokens + answer.textTokens,
  }
  const reason = script['no-finish'] ? null : (script.finish ?? answer.finish)
  const last = answer.pieces.length - 1
  return {
    mode: isStream ? 'sse' : 'whole',
    done: '[DONE]',
    whole: () => JSON.stringify({ ...choice(answer.pieces.join(''), reason), usage }),
    messages: () => answer.pieces.map((text, at) => JSON.stringify(choice(text, at === last ? reason : null))),
  }
}

const plainPrompt = (text: string): Prompt => ({
  text,
  tools: [],
  mustCall: false,
  results: [],
  stepsDone: 0,
  media: [],
  json: undefined,
  stops: [],
  tokensMax: undefined,
  isThinkingAloud: false,
  tokens: countTokens(text.length),
})
