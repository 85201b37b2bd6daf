import { setMaxListeners } from 'node:events'
import { GatewayError } from '@sluice/protocol'

/** The end of a service's life, as its parts see it. */
export interface Lifecycle {
  /** The service is going: no new work, and every answer ends its connection. */
  readonly draining: boolean
  /** Aborted with a `shutting-down` error when what still runs must end. */
  readonly over: AbortSignal
  beginDrain(): void
  endAll(): void
}

export function createLifecycle(): Lifecycle {
  const over = new AbortController()
  // Every running call listens to it.
  setMaxListeners(0, over.signal)
  let draining = false
  return {
    get draining() {
      return draining
    },
    over: over.signal,
    beginDrain: () => {
      draining = true
    },
    endAll: () => {
      const message = 'Sluice is shutting down and could not wait for the end of this answer.'
      over.abort(new GatewayError({ kind: 'shutting-down', message }))
    },
  }
}
