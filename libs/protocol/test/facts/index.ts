import type { Protocol } from '../../src/index.ts'
import { geminiFacts } from './gemini.ts'
import { openaiChatFacts } from './openai-chat.ts'
import type { ProtocolFacts } from './protocol-facts.ts'

/** One entry per protocol: without it the suites do not compile. */
export const facts: Readonly<Record<Protocol, ProtocolFacts>> = { 'openai-chat': openaiChatFacts, gemini: geminiFacts }
