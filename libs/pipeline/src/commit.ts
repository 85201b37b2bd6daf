import type { Config } from '@sluice/config'

/** An error needs a moment, and perhaps a way from another service, before the heartbeat that would be first. */
const SAFE_SHARE = 0.9

/**
 * `performance.now()` by which a failure must be known to be told with its own status: the first heartbeat, counted from
 * now, commits a 200. Undefined where there are no heartbeats.
 */
export function commitOf({ afterMs }: Config['heartbeat']): number | undefined {
  return afterMs > 0 ? performance.now() + afterMs * SAFE_SHARE : undefined
}
