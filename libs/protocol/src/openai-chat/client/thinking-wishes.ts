import { append } from '../../append.ts'
import { type Effort, efforts, type Thinking } from '../../canonical/request.ts'
import type { Json } from '../../json/json.ts'
import { isJsonObject } from '../../json/json.ts'
import type { Fields } from './fields.ts'

/** What one member of a request says about thinking. */
export interface ThinkingWish {
  /** Path of the member. */
  readonly at: string
  readonly amount?: Pick<Thinking, 'effort' | 'budgetTokens'> | undefined
  readonly includeThoughts?: boolean | undefined
}

/** Reads its members; what it does not understand goes to `dropped`, for these are hints and never refused. */
type WishReader = (body: Fields, dropped: string[]) => ThinkingWish | undefined

const off = { effort: 'none' } as const
const switched = (at: string, on: boolean): ThinkingWish => (on ? { at, includeThoughts: true } : { at, amount: off })

/**
 * In the order in which they count. OpenRouter: `reasoning`, `include_reasoning`
 * (https://openrouter.ai/docs/use-cases/reasoning-tokens). DeepSeek, GLM, Kimi, Claude: `thinking`. Qwen: `enable_thinking`
 * with `thinking_budget`. vLLM and SGLang: `chat_template_kwargs`. Together, Cerebras: `disable_reasoning`. Groq:
 * `reasoning_format`.
 */
export const wishReaders: readonly WishReader[] = [
  reasoning,
  thinking,
  enableThinking,
  templateArguments,
  disableReasoning,
  includeReasoning,
  reasoningFormat,
]

/** Members of the body that the readers know. */
export const wishMembers = [
  'reasoning',
  'thinking',
  'enable_thinking',
  'thinking_budget',
  'chat_template_kwargs',
  'disable_reasoning',
  'include_reasoning',
  'reasoning_format',
] as const

/** Whoever says it at all is shown the thoughts, unless `exclude` is set. */
function reasoning(body: Fields, dropped: string[]): ThinkingWish | undefined {
  const wish = hintObject(body, 'reasoning', dropped)
  if (!wish) return undefined
  append(dropped, wish.others(new Set(['effort', 'max_tokens', 'enabled', 'exclude', 'summary'])))
  const { effort, max_tokens: budget, enabled, exclude } = wish.json
  const known = effortOf(effort)
  if (effort !== undefined && effort !== null && !known) dropped.push(wish.path('effort'))
  if (enabled === false || known === 'none') return { at: wish.at, amount: off }
  const budgetTokens = budgetOf(budget)
  const amount = known ? { effort: known } : budgetTokens === undefined ? undefined : { budgetTokens }
  return { at: wish.at, amount, includeThoughts: exclude !== true }
}

/** `enabled`, `adaptive` and `auto` leave the amount to the model where no budget stands beside. */
function thinking(body: Fields, dropped: string[]): ThinkingWish | undefined {
  const wish = hintObject(body, 'thinking', dropped)
  if (!wish) return undefined
  append(dropped, wish.others(new Set(['type', 'budget_tokens'])))
  const { type, budget_tokens: budget } = wish.json
  if (type === 'disabled') return { at: wish.at, amount: off }
  if (type !== 'enabled' && type !== 'adaptive' && type !== 'auto') {
    dropped.push(wish.path('type'))
    return undefined
  }
  const budgetTokens = budgetOf(budget)
  return { at: wish.at, amount: budgetTokens === undefined ? undefined : { budgetTokens }, includeThoughts: true }
}

function enableThinking(body: Fields, dropped: string[]): ThinkingWish | undefined {
  const on = hintSwitch(body, 'enable_thinking', dropped)
  const budget = body.value('thinking_budget')
  const budgetTokens = budgetOf(budget)
  if (budget !== undefined && budgetTokens === undefined) dropped.push(body.path('thinking_budget'))
  if (on === false) return { at: 'enable_thinking', amount: off }
  if (on === undefined && budgetTokens === undefined) return undefined
  const at = on === undefined ? 'thinking_budget' : 'enable_thinking'
  return { at, amount: budgetTokens === undefined ? undefined : { budgetTokens }, includeThoughts: on }
}

/** What the template of an open model understands: Qwen's word, then DeepSeek's. */
function templateArguments(body: Fields, dropped: string[]): ThinkingWish | undefined {
  const wish = hintObject(body, 'chat_template_kwargs', dropped)
  if (!wish) return undefined
  append(dropped, wish.others(new Set(['enable_thinking', 'thinking'])))
  const name = ['enable_thinking', 'thinking'].find((member) => wish.value(member) !== undefined)
  const on = name === undefined ? undefined : hintSwitch(wish, name, dropped)
  return on === undefined || name === undefined ? undefined : switched(wish.path(name), on)
}

function disableReasoning(body: Fields, dropped: string[]): ThinkingWish | undefined {
  const disabled = hintSwitch(body, 'disable_reasoning', dropped)
  return disabled ? { at: 'disable_reasoning', amount: off } : undefined
}

function includeReasoning(body: Fields, dropped: string[]): ThinkingWish | undefined {
  const includeThoughts = hintSwitch(body, 'include_reasoning', dropped)
  return includeThoughts === undefined ? undefined : { at: 'include_reasoning', includeThoughts }
}

function reasoningFormat(body: Fields, dropped: string[]): ThinkingWish | undefined {
  const at = 'reasoning_format'
  const format = body.value(at)
  if (format === 'parsed' || format === 'hidden') return { at, includeThoughts: format === 'parsed' }
  if (format !== undefined) dropped.push(at)
  return undefined
}

function hintObject(fields: Fields, name: string, dropped: string[]): Fields | undefined {
  const value = fields.value(name)
  if (value === undefined || isJsonObject(value)) return fields.object(name)
  dropped.push(fields.path(name))
  return undefined
}

function hintSwitch(fields: Fields, name: string, dropped: string[]): boolean | undefined {
  const value = fields.value(name)
  if (value === undefined || typeof value === 'boolean') return value
  dropped.push(fields.path(name))
  return undefined
}

function budgetOf(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined
}

function effortOf(value: Json | undefined): Effort | undefined {
  return efforts.find((effort) => effort === value)
}
