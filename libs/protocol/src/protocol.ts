/** A wire format that clients and vendors speak. */
export const protocols = ['openai-chat', 'gemini'] as const
export type Protocol = (typeof protocols)[number]

/** In which answers to requests that show no protocol are written: most clients read it. */
export const defaultProtocol: Protocol = 'openai-chat'
