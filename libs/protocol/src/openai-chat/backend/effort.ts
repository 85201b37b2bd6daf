import { type Effort, efforts, type Thinking } from '../../canonical/request.ts'

/** How hard the client wants the model to think, as a word; undefined where it leaves that to the model. */
export function wantedEffort(thinking: Thinking | undefined): Effort | undefined {
  if (thinking?.effort !== undefined) return thinking.effort
  const budget = thinking?.budgetTokens
  // -1 lets the model decide.
  if (budget === undefined || budget < 0) return undefined
  if (budget === 0) return 'none'
  if (budget <= 1024) return 'low'
  return budget <= 8192 ? 'medium' : 'high'
}

/** The nearest word that a model takes: the next one up, or its highest. Undefined when it takes none. */
export function takenEffort(wanted: Effort, taken: readonly Effort[]): Effort | undefined {
  return taken.find((word) => efforts.indexOf(word) >= efforts.indexOf(wanted)) ?? taken.at(-1)
}
