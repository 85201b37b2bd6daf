import { randomBytes, scryptSync } from 'node:crypto'
import type { Config } from '@sluice/config'
import { GatewayError } from '@sluice/protocol'
import type { ServiceName } from '../answers/operations.ts'

/** A request may pass through so many services of Sluice; more is a loop among several. */
const HOPS_MAX = 8

const FLEET_ID_BYTES = 8

/** One per process, where nothing is set that the replicas of a service share. */
const processId = randomBytes(FLEET_ID_BYTES).toString('hex')

/** How a service knows its own calls again. */
export interface HopMark {
  /**
   * The `via` of the calls that a request leads to: ours, behind those of every Sluice on its way here. Other proxies'
   * entries stay here.
   * @param via that of the request.
   * @throws GatewayError loop when the request was sent by this service.
   */
  onward(via: string | undefined): string
}

/**
 * The mark of a service and its replicas. `via` is HTTP's own header against loops (RFC 9110, 7.6.3): proxies between
 * keep it, vendors ignore it, and it is not one of ours, which never go to a foreign upstream. The service is in the mark
 * because a gateway may call a translator that shares its secret.
 */
export function createHopMark(service: ServiceName['name'], config: Pick<Config, 'clients' | 'redis'>): HopMark {
  const own = `1.1 sluice-${service}-${fleetIdOf(config)}`
  return {
    onward: (via = '') => {
      const marks = via.split(',', HOPS_MAX * 10).map((entry) => entry.trim())
      const passed = marks.filter((mark) => /^1\.[01] sluice-[a-z]+-[0-9a-f]+$/.test(mark))
      if (passed.includes(own) || passed.length >= HOPS_MAX) throw cameBack()
      return [...passed, own].join(', ')
    },
  }
}

/** Of what the replicas share. It goes to vendors, so it must not help to guess the secret. */
function fleetIdOf({ clients, redis }: Pick<Config, 'clients' | 'redis'>): string {
  const secret = clients.internalToken ?? redis.url
  return secret === undefined ? processId : scryptSync(secret, 'sluice-fleet', FLEET_ID_BYTES).toString('hex')
}

function cameBack(): GatewayError {
  return new GatewayError({
    kind: 'loop',
    message:
      'This call came back to the Sluice that sent it. One of its addresses (UPSTREAM_URL, GOOGLE_GEMINI_BASE_URL, TRANSLATOR_URL) leads here.',
  })
}
