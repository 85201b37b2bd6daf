import type { Values } from './settings.ts'

type Doors = Pick<Values, 'SLUICE_PUBLISH' | 'SLUICE_API_KEYS' | 'SLUICE_ALLOW_ANONYMOUS'>

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]):/i

/**
 * What is wrong with publishing where SLUICE_PUBLISH says. Behind a published port every client comes from the proxy's
 * private address, so that only the address itself can tell whether strangers reach it.
 */
export function exposureOf({ SLUICE_PUBLISH, SLUICE_API_KEYS, SLUICE_ALLOW_ANONYMOUS }: Doors): string | undefined {
  if (loopback.test(SLUICE_PUBLISH) || SLUICE_API_KEYS !== undefined || SLUICE_ALLOW_ANONYMOUS) return undefined
  return (
    `SLUICE_PUBLISH: ${JSON.stringify(SLUICE_PUBLISH)} can be reached from other machines, and no client keys are set. ` +
    'Set SLUICE_API_KEYS, or SLUICE_ALLOW_ANONYMOUS=true to let everyone in, or publish on 127.0.0.1.'
  )
}
