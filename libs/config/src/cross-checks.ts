import { ownAddresses } from './own-address.ts'
import type { Problem } from './problems.ts'
import type { Config } from './schema.ts'

/** Settings that are right one by one, and wrong together. */
export const crossChecks: readonly ((config: Config) => Problem | readonly Problem[] | undefined)[] = [
  exposure,
  (config) => ownAddresses(config),
]

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]):/i

/**
 * Publishing where strangers reach it. Behind a published port every client comes from the proxy's private address, so
 * that only the address itself can tell.
 */
function exposure({ publish, clients }: Config): Problem | undefined {
  if (loopback.test(publish) || clients.keys.length > 0 || clients.allowAnonymous) return undefined
  return {
    name: 'SLUICE_PUBLISH',
    path: 'publish',
    message:
      `${JSON.stringify(publish)} can be reached from other machines, and no client keys are set. ` +
      'Set SLUICE_API_KEYS, or SLUICE_ALLOW_ANONYMOUS=true to let everyone in, or publish on 127.0.0.1.',
  }
}
