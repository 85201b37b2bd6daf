import { type EndReason, endReasons } from '@sluice/telemetry'
import type { LogLine } from '../product.ts'
import type { Task } from './task.ts'
import { isGreedy } from './tenants.ts'

const KEPT_ENDS = 2_000

/** Every request that was sent, until its one end is in the log. */
export class Ledger {
  /** Ends in the gateway's log, by reason. */
  readonly reasons: Record<string, number> = {}
  readonly #open = new Map<string, { readonly allowed: readonly EndReason[]; readonly mayBeUnseen: boolean }>()
  /** The last ends, so that a second one is told from one that nobody asked for. */
  readonly #ended: string[] = []
  readonly #complain: (requestId: string, problem: string) => void

  constructor(complain: (requestId: string, problem: string) => void) {
    this.#complain = complain
  }

  open({ requestId, act, key }: Task): void {
    if (act.client === 'raw' || act.client === 'plain') return
    const { expected } = act
    const own =
      expected.ends === 'left' ? endReasons.filter((reason) => reason !== 'internal_error') : [expected.reason]
    const allowed: EndReason[] = [...own, 'overloaded', ...(isGreedy(key) ? (['limited'] as const) : [])]
    this.#open.set(requestId, { allowed, mayBeUnseen: expected.ends === 'left' })
  }

  /** Takes a line of the gateway's log. */
  take(line: LogLine): void {
    const { request_id: id, reason } = line
    if (typeof id !== 'string' || typeof reason !== 'string') return
    this.reasons[reason] = (this.reasons[reason] ?? 0) + 1
    // Odd bytes and requests without an id of ours.
    if (!id.startsWith('soak-')) return
    const known = this.#open.get(id)
    if (known === undefined) {
      this.#complain(id, this.#ended.includes(id) ? 'ended a second time' : 'ended, and was never asked')
      return
    }
    this.#open.delete(id)
    this.#ended.push(id)
    if (this.#ended.length > KEPT_ENDS) this.#ended.shift()
    if (!known.allowed.some((allowed) => allowed === reason))
      this.#complain(id, `reason ${reason} in place of ${known.allowed[0]}; ${JSON.stringify(line.error ?? {})}`)
  }

  /** Requests that must have come to an end and did not. A client that left early may never have been seen. */
  unended(): readonly string[] {
    return [...this.#open].filter(([, { mayBeUnseen }]) => !mayBeUnseen).map(([id]) => id)
  }
}
