import { type LookupAddress, type LookupOptions, lookup as lookupName } from 'node:dns'
import type { LookupFunction } from 'node:net'

/** `dns.lookup`, for all addresses of a name. */
type Resolve = (
  name: string,
  options: LookupOptions & { all: true },
  done: (error: Error | null, addresses: LookupAddress[]) => void,
) => void

/**
 * A `lookup` for connections in which the lookups of one name that run at the same time are one. Each takes one of Node's
 * four threads, which a silent name server holds for 10 s: without this, four calls to one vendor stop those to all others.
 */
export function createLookup(resolve: Resolve = lookupName): LookupFunction {
  const running = new Map<string, Promise<LookupAddress[]>>()
  const addressesOf = (name: string, options: LookupOptions): Promise<LookupAddress[]> => {
    const key = `${name} ${options.family ?? 0} ${options.hints ?? 0}`
    const known = running.get(key)
    if (known) return known
    const started = new Promise<LookupAddress[]>((resolved, failed) => {
      resolve(name, { ...options, all: true }, (error, addresses) => (error ? failed(error) : resolved(addresses)))
    }).finally(() => running.delete(key))
    running.set(key, started)
    return started
  }
  return (name, options, done) => {
    addressesOf(name, options).then(
      (addresses) => {
        const [first] = addresses
        if (options.all) done(null, addresses)
        else done(null, first?.address ?? '', first?.family)
      },
      (error: NodeJS.ErrnoException) => done(error, ''),
    )
  }
}
