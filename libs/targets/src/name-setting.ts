import { type ErrorKind, GatewayError } from '@sluice/protocol'
import { isOwnHop, type Target } from './target.ts'

/** Which setting of a target mends an error of this kind. A codec cannot know: one vendor's key stands in several places. */
const settings: Partial<Readonly<Record<ErrorKind, (target: Target) => string | undefined>>> = {
  'upstream-auth': ({ credentials }) => credentials.setting,
  'wrong-address': ({ address }) => address.setting,
}

/** The error of a target, with the setting that mends it where there is one. A hop of ours has named it already. */
export function nameSetting(error: GatewayError, target: Target): GatewayError {
  const setting = isOwnHop(target) ? undefined : settings[error.kind]?.(target)
  if (setting === undefined) return error
  const { kind, message, cause } = error
  return new GatewayError({ kind, message: `${message} Check ${setting}.`, cause })
}
