/** A wire format that clients and vendors speak. */
export const protocols = ['openai-chat', 'gemini'] as const
export type Protocol = (typeof protocols)[number]

/** The version that a base URL without one gets, per protocol. */
export const versionPrefix = { 'openai-chat': '/v1', gemini: '/v1beta' } as const satisfies Record<Protocol, string>
