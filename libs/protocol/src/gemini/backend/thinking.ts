import type { Effort, Thinking } from '../../canonical/request.ts'
import type { JsonObject } from '../../json/json.ts'
import { present } from '../../json/present.ts'
import type { Family, FamilyName } from '../models.ts'

type Level = 'minimal' | 'low' | 'medium' | 'high'
type Levels = Readonly<Record<Effort, Level>>

interface BudgetRange {
  readonly min: number
  readonly max: number
  /** Thinking can be switched off with 0. */
  readonly stops: boolean
}

type Scale = { readonly range: BudgetRange } | { readonly levels: Levels }

/** Google's compatibility table (https://ai.google.dev/gemini-api/docs/openai#thinking). */
const budgets: Readonly<Record<Effort, number>> = {
  none: 0,
  minimal: 1024,
  low: 1024,
  medium: 8192,
  high: 24_576,
  xhigh: 24_576,
  max: 24_576,
}

const fromLow: Levels = {
  none: 'low',
  minimal: 'low',
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'high',
  max: 'high',
}
const lowOrHigh: Levels = { ...fromLow, medium: 'high' }
const fromMinimal: Levels = { ...fromLow, none: 'minimal', minimal: 'minimal' }

/** How each family takes its amount of thinking; undefined where it does not think. */
const scales: Readonly<Record<FamilyName, Scale | undefined>> = {
  unthinking: undefined,
  '2.5-pro': { range: { min: 128, max: 32_768, stops: false } },
  '2.5-flash': { range: { min: 0, max: 24_576, stops: true } },
  '2.5-flash-lite': { range: { min: 512, max: 24_576, stops: true } },
  '3-pro': { levels: lowOrHigh },
  '3.1-pro': { levels: fromLow },
  '3-flash': { levels: fromMinimal },
  newest: { levels: fromLow },
}

/** Budgets up to these are a low and a medium effort. */
const [lowBudgetMax, mediumBudgetMax] = [1024, 8192]
const dynamicBudget = -1

export function canThink(family: Family): boolean {
  return scales[family.name] !== undefined
}

/** thinkingConfig for the family; undefined when nothing is asked for, or the family does not think. */
export function encodeThinking(thinking: Thinking, family: Family): JsonObject | undefined {
  const scale = scales[family.name]
  if (!scale) return undefined
  const isOff = thinking.effort === 'none' || thinking.budgetTokens === 0
  const config = present({
    ...('levels' in scale ? levelOf(thinking, scale.levels) : budgetOf(thinking, scale.range)),
    includeThoughts: isOff ? false : thinking.includeThoughts,
  })
  return Object.keys(config).length > 0 ? config : undefined
}

function levelOf({ effort, budgetTokens }: Thinking, levels: Levels): { thinkingLevel?: Level } {
  const asked = effort ?? (budgetTokens === undefined ? undefined : effortOfBudget(budgetTokens))
  return asked === undefined ? {} : { thinkingLevel: levels[asked] }
}

function effortOfBudget(budgetTokens: number): Effort | undefined {
  if (budgetTokens < 0) return undefined
  if (budgetTokens === 0) return 'none'
  if (budgetTokens <= lowBudgetMax) return 'low'
  return budgetTokens <= mediumBudgetMax ? 'medium' : 'high'
}

function budgetOf({ effort, budgetTokens }: Thinking, range: BudgetRange): { thinkingBudget?: number } {
  const asked = effort === undefined ? budgetTokens : budgets[effort]
  return asked === undefined ? {} : { thinkingBudget: withinRange(asked, range) }
}

/** A budget outside the model's range is a 400. */
function withinRange(budget: number, { min, max, stops }: BudgetRange): number {
  if (budget < 0) return dynamicBudget
  if (budget === 0 && stops) return 0
  return Math.min(max, Math.max(min, budget))
}
