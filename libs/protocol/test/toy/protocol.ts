/** Stands in for src/protocol.ts: one name more. */
export const protocols = ['openai-chat', 'gemini', 'toy']
export const defaultProtocol = 'openai-chat'
