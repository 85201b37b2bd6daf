import { type Script, withoutFaults } from './script.ts'

const limits = { keysMax: 10_000 }

const conditions = ['fail-first', 'fail-every', 'for-key'] as const

/** Decides, request by request, whether the faults of a script are due. */
export class Counters {
  readonly #seen = new Map<string, number>()

  /** The script with its faults, or without them when this request is to be spared. `apiKey` is the caller's own. */
  due(script: Script, apiKey: string): Script {
    if (conditions.every((key) => script[key] === undefined)) return script
    const isFailing = this.#isForKey(script, apiKey) && this.#isTurn(script)
    if (!isFailing) return withoutFaults(script)
    return hasFault(script) ? script : { ...script, status: 503 }
  }

  #isForKey(script: Script, apiKey: string): boolean {
    const suffix = script['for-key']
    return suffix === undefined || apiKey.endsWith(suffix)
  }

  #isTurn(script: Script): boolean {
    const first = script['fail-first']
    const every = script['fail-every']
    if (first === undefined && every === undefined) return true
    const seen = this.#count(script.key ?? script.source)
    return first === undefined ? seen % Math.max(1, every ?? 1) === 0 : seen < first
  }

  #count(key: string): number {
    const seen = this.#seen.get(key) ?? 0
    if (this.#seen.size >= limits.keysMax) this.#seen.clear()
    this.#seen.set(key, seen + 1)
    return seen
  }
}

/** A bare `fail-first=2` means a 503. */
const hasFault = (script: Script): boolean => Object.keys(withoutFaults(script)).length !== Object.keys(script).length
