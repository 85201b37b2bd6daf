import { GatewayError } from '@sluice/protocol'
import { type HopAnswer, headerOf, type Send } from '@sluice/upstream'

/** Says that a translator took the caller for a gateway of its own. */
export const HOP_HEADER = 'x-sluice-internal-hop'

/**
 * Calls of a translator that must take us for its gateway. One that does not answers as it does to any client: it refuses
 * us for want of a key, or serves us as a stranger and knows nothing of our deadline and stop tags.
 * @throws GatewayError upstream-auth naming the settings at fault.
 */
export function asOwnHop(send: Send): Send {
  return async (call, signal) => {
    const answer = await send(call, signal)
    if (isStranger(answer)) throw unknownGateway()
    return answer
  }
}

/** Statuses that a proxy between the two may give say nothing about it. */
function isStranger(answer: HopAnswer): boolean {
  const { status } = answer
  return (status < 300 || status === 401 || status === 403) && headerOf(answer, HOP_HEADER) === undefined
}

function unknownGateway(): GatewayError {
  return new GatewayError({
    kind: 'upstream-auth',
    message:
      'The translator does not know this gateway. Give both the same SLUICE_INTERNAL_TOKEN, and see that TRANSLATOR_URL is the translator.',
  })
}
