import type { ToolCallPart } from './canonical/blocks.ts'

interface Queue {
  readonly calls: ToolCallPart[]
  /** Calls before this place were taken. */
  next: number
}

/**
 * The calls of one turn that wait for their results. Each is found without looking at the others: ten thousand calls and
 * their results in reverse would otherwise be fifty million looks.
 */
export class OpenCalls {
  readonly #byId = new Map<string, Queue>()
  readonly #byName = new Map<string, Queue>()
  readonly #madeByName = new Map<string, Queue>()
  readonly #made: Queue = { calls: [], next: 0 }
  readonly #taken = new Set<ToolCallPart>()

  constructor(calls: readonly ToolCallPart[]) {
    for (const call of calls) {
      add(this.#byId, call.id, call)
      add(this.#byName, call.name, call)
      if (!call.idMade) continue
      add(this.#madeByName, call.name, call)
      this.#made.calls.push(call)
    }
  }

  /** The first open call of this id, which is open no more; undefined where there is none. */
  takeById(id: string): ToolCallPart | undefined {
    return this.#take(this.#byId.get(id))
  }

  /** As `takeById`, of this name. */
  takeByName(name: string): ToolCallPart | undefined {
    return this.#take(this.#byName.get(name))
  }

  /** As `takeById`, of the calls to which the client gave no id; of this name, where one is given. */
  takeWithoutId(name?: string): ToolCallPart | undefined {
    return this.#take(name === undefined ? this.#made : this.#madeByName.get(name))
  }

  #take(queue: Queue | undefined): ToolCallPart | undefined {
    if (queue === undefined) return undefined
    while (queue.next < queue.calls.length) {
      const call = queue.calls[queue.next++]!
      if (this.#taken.has(call)) continue
      this.#taken.add(call)
      return call
    }
    return undefined
  }
}

function add(queues: Map<string, Queue>, key: string, call: ToolCallPart): void {
  const queue = queues.get(key)
  if (queue) queue.calls.push(call)
  else queues.set(key, { calls: [call], next: 0 })
}
