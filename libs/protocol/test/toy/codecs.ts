import { gemini } from '../../src/gemini/index.ts'
import { openaiChat } from '../../src/openai-chat/index.ts'
import { toyCodec } from './index.ts'

/** Stands in for src/codecs.ts: one line more. */
export const codecs = { 'openai-chat': openaiChat, gemini, toy: toyCodec }
