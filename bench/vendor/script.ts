/** What the mock answers. It is asked for by the model's name, which every dialect and every gateway carries to the vendor. */
export interface Script {
  /**
   * `burst`: all events in one write. `paced`: the first event at once, one more every `PACE_MS`.
   * `hold`: one event, then silence until the client leaves.
   */
  readonly kind: 'burst' | 'paced' | 'hold'
  readonly events: number
}

/** Time between two events of a paced stream. */
export const PACE_MS = 10

/** In the text of every event exactly once and nowhere else, so that a reader counts events by counting one byte. */
export const MARK = '~'

const MODEL = /bench-(burst|paced|hold)-(\d+)/

/** The model that asks for a script, without a vendor's prefix. */
export const modelOf = ({ kind, events }: Script): string => `bench-${kind}-${events}`

/** @throws Error when the text names no script. */
export function scriptIn(text: string): Script {
  const [, kind, events] = MODEL.exec(text) ?? []
  if (kind !== 'burst' && kind !== 'paced' && kind !== 'hold') throw new Error(`no script in ${text.slice(0, 300)}`)
  return { kind, events: Number(events) }
}
