import type { Codec } from '../codec.ts'
import { geminiAddresses } from './addresses.ts'
import { geminiBackend } from './backend/index.ts'
import { geminiCatalogue } from './catalogue.ts'
import { geminiClient } from './client/index.ts'
import { geminiFrames } from './frames/index.ts'

/** Google's Gemini API, generativelanguage v1beta. */
export const gemini: Codec = {
  protocol: 'gemini',
  addresses: geminiAddresses,
  client: geminiClient,
  backend: geminiBackend,
  frames: geminiFrames,
  catalogue: geminiCatalogue,
}
