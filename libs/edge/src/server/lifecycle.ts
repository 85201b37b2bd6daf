import { GatewayError } from '@sluice/protocol'

/** Told why a request must end. */
type End = (reason: GatewayError) => void

/** The end of a service's life, as its parts see it. */
export interface Lifecycle {
  /** The service is going: no new work, and every answer ends its connection. */
  readonly draining: boolean
  /** How many wait for `cut`: the requests that have no end yet. */
  readonly open: number
  /** Calls `end` with a `shutting-down` error when what still runs must end. Returns what takes `end` off the list. */
  whenOver(end: End): () => void
  /** Calls `cut` with such an error before its connection is closed under it. Returns what takes `cut` off the list. */
  whenCut(cut: End): () => void
  beginDrain(): void
  endAll(): void
  cutAll(): void
}

export function createLifecycle(): Lifecycle {
  const running = new Set<End>()
  const open = new Set<End>()
  let over: GatewayError | undefined
  let draining = false
  return {
    get draining() {
      return draining
    },
    get open() {
      return open.size
    },
    whenOver(end) {
      if (over) end(over)
      running.add(end)
      return () => running.delete(end)
    },
    whenCut(cut) {
      open.add(cut)
      return () => open.delete(cut)
    },
    beginDrain: () => {
      draining = true
    },
    endAll: () => {
      over = shuttingDown()
      for (const end of running) end(over)
    },
    cutAll: () => {
      for (const cut of open) cut(shuttingDown())
    },
  }
}

function shuttingDown(): GatewayError {
  const message = 'Sluice is shutting down and could not wait for the end of this answer.'
  return new GatewayError({ kind: 'shutting-down', message })
}
