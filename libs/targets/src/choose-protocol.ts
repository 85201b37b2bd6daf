import type { Protocol } from '@sluice/protocol'
import type { Target } from './target.ts'

/** What to speak to a target: the client's own protocol, whose bytes can pass, where the target speaks it; else its first. */
export function chooseProtocol(client: Protocol, { protocols }: Pick<Target, 'protocols'>): Protocol {
  return protocols === 'any' || protocols.includes(client) ? client : protocols[0]
}
