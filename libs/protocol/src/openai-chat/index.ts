import type { Codec } from '../codec.ts'
import { openaiChatAddresses } from './addresses.ts'
import { openaiChatBackend } from './backend/index.ts'
import { openaiChatCatalogue } from './catalogue.ts'
import { openaiChatClient } from './client/index.ts'
import { openaiChatFrames } from './frames/index.ts'

/** OpenAI chat completions (`/v1/chat/completions`), also as the many vendors write it who call theirs compatible. */
export const openaiChat: Codec = {
  protocol: 'openai-chat',
  addresses: openaiChatAddresses,
  client: openaiChatClient,
  backend: openaiChatBackend,
  frames: openaiChatFrames,
  catalogue: openaiChatCatalogue,
}
