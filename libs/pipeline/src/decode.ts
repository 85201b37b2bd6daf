import { type Asked, codecs, type NameOf, type Protocol } from '@sluice/protocol'
import { chooseProtocol, type Target } from '@sluice/targets'
import type { ReadRequest } from './read.ts'
import { createSources } from './sources.ts'

/** A request whose meaning is known as far as its targets need it. */
export interface DecodedCall {
  readonly protocol: Protocol
  /** The client's own body: what passes when both sides speak the same protocol. */
  readonly bytes: Uint8Array
  readonly asked: Asked
  /** What no other protocol can carry, in the client's words. */
  readonly dropped: readonly string[]
  /** The client's words for request fields. */
  readonly nameOf: NameOf
}

/**
 * Decodes a request once, before it is admitted: a request that cannot be served must not cost its caller a place in the
 * limits, and no retry reads it again. Where the bytes pass at every target, the vendor is the judge of them.
 * @throws GatewayError bad-request naming the field.
 */
export function decodeCall(
  read: ReadRequest,
  targets: readonly Target[],
  about: Pick<Asked, 'requestId' | 'answerModel'>,
): DecodedCall {
  const { protocol, bytes, input, outline, framing } = read
  const sources = createSources()
  const asked: Asked = { input, outline, framing, sources, ...about }
  const passes = targets.every((target) => chooseProtocol(protocol, target) === protocol)
  if (passes) return { protocol, bytes, asked, dropped: [], nameOf: (field) => field }
  const { request, dropped, nameOf } = codecs[protocol].client.decodeRequest(input, sources)
  return { protocol, bytes, asked: { ...asked, request }, dropped, nameOf }
}
