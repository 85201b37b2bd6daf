import type { Codec } from './codec.ts'
import { gemini } from './gemini/index.ts'
import { openaiChat } from './openai-chat/index.ts'
import type { Protocol } from './protocol.ts'

/** Every protocol Sluice speaks. A protocol without a codec does not compile. */
export const codecs: Readonly<Record<Protocol, Codec>> = { 'openai-chat': openaiChat, gemini }
