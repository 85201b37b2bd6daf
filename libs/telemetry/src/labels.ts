/** Stands for every value beyond a closed set. */
const OTHER = 'other'

export const MODEL_LABELS_MAX = 100
export const FIELD_LABELS_MAX = 60

const modelName = /^[\w.:@/+-]{1,64}$/
const fieldPath = /^[\w.[\]-]{1,80}$/

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

/** Paths of request fields as labels, without indexes: `messages[3].audio` counts as `messages[].audio`. */
export function createFieldLabels(): (path: string) => string {
  const seen = new ClosedSet(FIELD_LABELS_MAX)
  return (path) => {
    const field = path.replace(/\[\d+\]/g, '[]').replace(/\.\d+(?=[.[]|$)/g, '[]')
    return fieldPath.test(field) ? seen.label(field, true) : OTHER
  }
}
