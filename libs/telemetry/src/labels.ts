/** Stands for every value beyond a closed set. */
export const OTHER = 'other'

export const MODEL_LABELS_MAX = 100

const modelName = /^[\w.:@/+-]{1,64}$/

/** Gives a text back while it is one of at most `max` different ones that were admitted, else `other`. */
class ClosedSet {
  readonly #values = new Set<string>()
  readonly #max: number

  constructor(max: number) {
    this.#max = max
  }

  label(value: string, mayJoin: boolean): string {
    if (mayJoin && this.#values.size < this.#max) this.#values.add(value)
    return this.#values.has(value) ? value : OTHER
  }
}

/** Model names as labels. Clients make names up; only one that a target has answered to may become a label. */
export function createModelLabels(): (model: string, known: boolean) => string {
  const seen = new ClosedSet(MODEL_LABELS_MAX)
  return (model, known) => (modelName.test(model) ? seen.label(model, known) : OTHER)
}

/** The statuses that Sluice gives itself. */
const ownStatuses: ReadonlySet<number> = new Set([
  200, 400, 401, 403, 404, 405, 408, 413, 415, 417, 422, 426, 429, 431, 499, 500, 502, 503, 504, 508,
])

/** A status as a label: itself where Sluice gives it, else its hundred. A vendor may answer with any. */
export function statusLabel(status: number): string {
  return ownStatuses.has(status) ? String(status) : `${Math.floor(status / 100)}xx`
}
