import type { ChatRequest } from './request.ts'
import { messageRules } from './rules-messages.ts'
import { parameterRules } from './rules-parameters.ts'

/** Throws, in OpenAI's words, for the first thing the real API would refuse. */
export function refuseAsOpenAI(request: ChatRequest): void {
  for (const rule of [...messageRules, ...parameterRules]) {
    const refusal = rule(request)
    if (refusal !== undefined) throw refusal
  }
}
