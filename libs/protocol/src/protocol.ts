/** A wire format that clients and vendors speak. */
export const protocols = ['openai-chat', 'gemini'] as const
export type Protocol = (typeof protocols)[number]
