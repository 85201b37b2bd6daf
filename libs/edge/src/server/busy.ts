import { GatewayError } from '@sluice/protocol'

/** What a client is told to wait when there is no room for its request. */
const RETRY_AFTER_MS = 5_000

/** No room for a request now. `why` goes on the sentence "Sluice takes no new work for the moment: …". */
export function busy(why: string): GatewayError {
  const message = `Sluice takes no new work for the moment: ${why}. Retry in ${RETRY_AFTER_MS / 1000} s.`
  return new GatewayError({ kind: 'busy', message, retryAfterMs: RETRY_AFTER_MS })
}
