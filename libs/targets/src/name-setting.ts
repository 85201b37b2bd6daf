import { type ErrorKind, GatewayError } from '@sluice/protocol'
import { isOwnHop, type Target } from './target.ts'

/** Which setting of a target mends an error of this kind. A codec cannot know: one vendor's key stands in several places. */
const settings: Partial<Readonly<Record<ErrorKind, (target: Target) => string | undefined>>> = {
  'upstream-auth': ({ credentials }) => credentials.setting,
  'wrong-address': ({ address }) => address.setting,
}

/**
 * What a call to a target threw, with the setting that mends it where there is one. A hop of ours has named it already, and
 * what is no error of the house is given back as it is.
 */
export function nameSetting(thrown: unknown, target: Target): unknown {
  if (!(thrown instanceof GatewayError) || isOwnHop(target)) return thrown
  const { kind, message, cause } = thrown
  const setting = settings[kind]?.(target)
  return setting === undefined ? thrown : new GatewayError({ kind, message: `${message} Check ${setting}.`, cause })
}
