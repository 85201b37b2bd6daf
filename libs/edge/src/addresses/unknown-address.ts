import { defaultProtocol, type Protocol } from '@sluice/protocol'
import { baseUrlHint, type HeaderReader, shownProtocol } from './dialect.ts'
import { notFound } from './missed-route.ts'
import { nearestAddress } from './nearest.ts'
import { type PrefixedPath, withoutPrefix } from './prefix.ts'
import { queryOf, type RequestTarget } from './request-target.ts'
import type { RouteMatch } from './route.ts'

/** Of a path that is no address, so many segments may tell the protocol. */
const SEGMENTS_READ_MAX = 8

/** A 404 for an address that no protocol has. */
export function unknownAddress(path: PrefixedPath, target: RequestTarget, header: HeaderReader): RouteMatch {
  const nearest = nearestAddress(target.path)
  const hint = nearest === undefined ? '' : `Nearest: ${nearest}. `
  const message = `No such address here. ${hint}${baseUrlHint}`
  return missed(shownProtocol({ path, query: queryOf(target), header }), message)
}

/** A 404 for a path that cannot be taken apart. */
export function unreadablePath(url: string, header: HeaderReader): RouteMatch {
  const path = withoutPrefix(
    url
      .split('?', 1)[0]!
      .split('/', SEGMENTS_READ_MAX)
      .filter((segment) => segment !== ''),
  )
  const shown = shownProtocol({ path, query: () => [], header })
  return missed(shown, `The path has a part that no address has. ${baseUrlHint}`)
}

function missed(shown: Protocol | undefined, message: string): RouteMatch {
  return shown === undefined ? { ...notFound(defaultProtocol, message), neutral: true } : notFound(shown, message)
}
