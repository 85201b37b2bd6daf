import { GatewayError } from '@sluice/protocol'

/** The end of a service's life, as its parts see it. */
export interface Lifecycle {
  /** The service is going: no new work, and every answer ends its connection. */
  readonly draining: boolean
  /** Calls `end` with a `shutting-down` error when what still runs must end. Returns what takes `end` off the list. */
  whenOver(end: (reason: GatewayError) => void): () => void
  beginDrain(): void
  endAll(): void
}

export function createLifecycle(): Lifecycle {
  const running = new Set<(reason: GatewayError) => void>()
  let over: GatewayError | undefined
  let draining = false
  return {
    get draining() {
      return draining
    },
    whenOver(end) {
      if (over) end(over)
      running.add(end)
      return () => running.delete(end)
    },
    beginDrain: () => {
      draining = true
    },
    endAll: () => {
      const message = 'Sluice is shutting down and could not wait for the end of this answer.'
      over = new GatewayError({ kind: 'shutting-down', message })
      for (const end of running) end(over)
    },
  }
}
