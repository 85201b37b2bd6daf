import type { StreamMessage } from '../../codec.ts'
import { candidatesOf, isPromptBlocked } from '../frames/candidates.ts'
import { emptyResponse, reportedError } from './errors.ts'
import { payloadsOf } from './payloads.ts'

/**
 * A whole answer as the messages of a stream: one GenerateContentResponse, or the array of them.
 * @throws GatewayError the vendor's own error; bad-upstream-response for what is no JSON; empty-response for no answer.
 */
export function unfold(body: string): readonly StreamMessage[] {
  const payloads = payloadsOf({ data: body, bare: true })
  for (const payload of payloads) {
    const error = reportedError(payload)
    if (error) throw error
  }
  const isAnswer = payloads.some((payload) => candidatesOf(payload).length > 0 || isPromptBlocked(payload))
  if (!isAnswer) throw emptyResponse()
  return payloads.map((payload) => ({ data: JSON.stringify(payload) }))
}
