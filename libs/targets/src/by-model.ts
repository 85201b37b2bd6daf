/** Clients choose the names of models; beyond so many, what was worked out for the others is forgotten. */
const MODELS_MAX = 1_000

/** What a function of a model's name gives, worked out once per name: a table of globs costs more than the rest of a route. */
export function byModel<Value>(workOut: (model: string) => Value): (model: string) => Value {
  const known = new Map<string, Value>()
  return (model) => {
    const found = known.get(model)
    if (found !== undefined) return found
    if (known.size >= MODELS_MAX) known.clear()
    const value = workOut(model)
    known.set(model, value)
    return value
  }
}
