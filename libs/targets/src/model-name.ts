import { matchesGlob } from '@sluice/config'

/**
 * OpenRouter and Google's own OpenAI layer name a Gemini model with its vendor. Other models of Google's keep the prefix:
 * upstreams serve open weights under it (`google/gemma-3-27b-it`).
 */
const vendorOfGemini = /^google\/(?=gemini)/i

/** Whether a model fits one of the globs, by the name that was asked for or without its vendor. */
export function isOneOf(globs: readonly string[], model: string): boolean {
  const plain = model.replace(vendorOfGemini, '')
  return globs.some((glob) => matchesGlob(glob, model) || matchesGlob(glob, plain))
}
