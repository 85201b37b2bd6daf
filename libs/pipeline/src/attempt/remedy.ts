import { codecs, type GatewayError, type Remedy } from '@sluice/protocol'
import { chooseProtocol, type Target } from '@sluice/targets'
import type { GenerationCall } from '../call.ts'

/** What the vendor's refusal asks for. A request that passes as it is cannot be written in another way. */
export function remedyFor(call: GenerationCall, target: Target, error: GatewayError): Remedy | undefined {
  const protocol = chooseProtocol(call.protocol, target)
  return protocol === call.protocol ? undefined : codecs[protocol].backend.remedyFor(error)
}
