import { parseBody } from '@sluice/edge'
import { codecs, GatewayError } from '@sluice/protocol'
import { chooseProtocol, type Target } from '@sluice/targets'
import { askTarget } from './ask-target.ts'
import type { ModelCall } from './models.ts'
import type { PlainAnswer } from './plain.ts'

const COUNT_TIMEOUT_MS = 30_000

/**
 * The vendor's own count where it speaks the client's protocol, the body passed as it is; else an estimate, which a
 * header says.
 * @throws GatewayError bad-request when there is nothing to count.
 */
export async function countTokens(
  target: Target,
  model: string,
  bytes: Uint8Array,
  { dialect, requestId, via }: ModelCall,
  signal: AbortSignal,
): Promise<PlainAnswer> {
  const { tokens } = codecs[dialect].catalogue
  if (tokens === undefined) throw new GatewayError({ kind: 'not-found', message: 'This protocol counts no tokens.' })
  if (chooseProtocol(dialect, target) !== dialect)
    return { body: tokens.estimate(parseBody(bytes)), headers: { 'x-sluice-estimated': 'totalTokens' } }
  const path = tokens.countPath(model)
  const question = {
    method: 'POST',
    protocol: dialect,
    path,
    body: bytes,
    requestId,
    via,
    timeoutMs: COUNT_TIMEOUT_MS,
  } as const
  return { body: await askTarget(target, question, signal) }
}
