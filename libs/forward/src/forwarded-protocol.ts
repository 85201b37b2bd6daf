import { defaultProtocol, type Protocol } from '@sluice/protocol'
import { chooseProtocol, type Target } from '@sluice/targets'

/** Whose addresses and errors a target has on the routes that are handed to it unread. */
export function forwardedProtocol(target: Target): Protocol {
  return chooseProtocol(defaultProtocol, target)
}
