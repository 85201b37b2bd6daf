import { badRequest } from '../../canonical/error.ts'
import { type Effort, efforts, type Thinking } from '../../canonical/request.ts'
import type { Fields } from './fields.ts'
import { type ThinkingWish, wishReaders } from './thinking-wishes.ts'

export interface DecodedThinking {
  readonly thinking: Thinking | undefined
  /** Where it was asked for, in the client's words. */
  readonly at: string | undefined
}

/**
 * Reads how much to think and whether the thoughts are to be shown, in the words of OpenAI, of Google's layer and of other
 * vendors. Clients that serve many vendors send several of them: of each half the first that says it counts.
 * @throws GatewayError bad-request for two amounts of which one is in Google's own settings, as Google refuses them.
 */
export function decodeThinking(body: Fields, google: Fields | undefined, dropped: string[]): DecodedThinking {
  const ours = [effortWish(body), googleWish(google)]
  const others = wishReaders.map((read) => read(body, dropped))
  const [effort, config] = ours
  if (effort?.amount && config?.amount) {
    throw badRequest(
      'reasoning_effort',
      `reasoning_effort cannot be combined with a level or budget in ${config.at}; send one of them.`,
    )
  }
  const wishes = [...ours, ...others].filter((wish) => wish !== undefined)
  const withAmount = wishes.find((wish) => wish.amount !== undefined)
  const includeThoughts = wishes.find((wish) => wish.includeThoughts !== undefined)?.includeThoughts
  const at = (withAmount ?? wishes[0])?.at
  if (withAmount === undefined && includeThoughts === undefined) return { thinking: undefined, at }
  return { thinking: { ...withAmount?.amount, ...(includeThoughts !== undefined && { includeThoughts }) }, at }
}

/** Groq's `default` is what is meant without it. */
function effortWish(body: Fields): ThinkingWish | undefined {
  const effort = body.word('reasoning_effort', [...efforts, 'default'])
  return effort === undefined || effort === 'default' ? undefined : { at: 'reasoning_effort', amount: { effort } }
}

function googleWish(google: Fields | undefined): ThinkingWish | undefined {
  const config = google?.object('thinking_config')
  return config && { at: config.at, amount: amountOf(config), includeThoughts: config.boolean('include_thoughts') }
}

function amountOf(config: Fields): ThinkingWish['amount'] {
  const level = effortWord(config, 'thinking_level')
  // Google's own sample sends a level under the name of the budget.
  const budget = config.value('thinking_budget')
  const amount =
    typeof budget === 'string'
      ? { effort: effortWord(config, 'thinking_budget') }
      : budget === undefined
        ? undefined
        : { budgetTokens: config.integer('thinking_budget', { min: -1 }) }
  if (level && amount) throw config.wrong('thinking_level', 'cannot be combined with thinking_budget; send one of them')
  return level ? { effort: level } : amount
}

function effortWord(config: Fields, name: string): Effort | undefined {
  const word = config.string(name)?.toLowerCase()
  if (word === undefined) return undefined
  const effort = efforts.find((known) => known === word)
  if (effort === undefined) throw config.wrong(name, `must be one of ${efforts.join(', ')}`)
  return effort
}
