import { GatewayError } from '@sluice/protocol'

/** The end of a service's life, as its parts see it. */
export interface Lifecycle {
  /** The service is going: no new work, and every answer ends its connection. */
  readonly draining: boolean
  /**
   * Calls `end` with a `shutting-down` error when what still runs must end. Returns what takes `end` off the list. Neither
   * an AbortSignal nor a Set: in both, what was removed keeps what came after it alive until the next full collection of
   * garbage, and with it whole requests.
   */
  whenOver(end: (reason: GatewayError) => void): () => void
  beginDrain(): void
  endAll(): void
}

interface Running {
  readonly end: (reason: GatewayError) => void
  /** Its place in the list. */
  at: number
}

export function createLifecycle(): Lifecycle {
  const running: Running[] = []
  let over: GatewayError | undefined
  let draining = false
  return {
    get draining() {
      return draining
    },
    whenOver(end) {
      if (over) end(over)
      const one: Running = { end, at: running.length }
      running.push(one)
      return () => remove(running, one)
    },
    beginDrain: () => {
      draining = true
    },
    endAll: () => {
      const message = 'Sluice is shutting down and could not wait for the end of this answer.'
      over = new GatewayError({ kind: 'shutting-down', message })
      for (const { end } of [...running]) end(over)
    },
  }
}

/** The last one takes the free place. Harmless when it was removed before. */
function remove(running: Running[], one: Running): void {
  if (running[one.at] !== one) return
  const last = running.pop()!
  if (last === one) return
  running[one.at] = last
  last.at = one.at
}
