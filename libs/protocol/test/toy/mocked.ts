import { jest } from '@jest/globals'

/**
 * Adds the toy to the table of codecs, and to nothing else. Modules that are loaded after this know one protocol more, so
 * whatever is to be tried with the toy must be imported dynamically, and this file must load nothing by itself.
 */
export function addToy(): void {
  jest.unstable_mockModule('../../src/protocol.ts', () => import('./protocol.ts'))
  jest.unstable_mockModule('../../src/codecs.ts', () => import('./codecs.ts'))
  jest.unstable_mockModule('../facts/index.ts', async () => {
    const { openaiChatFacts } = await import('../facts/openai-chat.ts')
    const { geminiFacts } = await import('../facts/gemini.ts')
    const { toyFacts } = await import('./facts.ts')
    return { facts: { 'openai-chat': openaiChatFacts, gemini: geminiFacts, toy: toyFacts } }
  })
}
