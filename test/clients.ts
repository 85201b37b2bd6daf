import '../libs/simulator/test/genai-in-jest.ts'
import { ApiError, GoogleGenAI } from '@google/genai'
import { ApiError as PinnedApiError, GoogleGenAI as PinnedGenAI } from '@google/genai-cli-pinned'
import OpenAI from 'openai'

/** Any key passes as long as none is configured. */
const ANY_KEY = 'sk-of-a-client'

/** The official OpenAI client as its users set it up. It does not retry, so that each test sees its own first answer. */
export function openai(gatewayUrl: string, apiKey = ANY_KEY): OpenAI {
  return new OpenAI({ baseURL: `${gatewayUrl}/v1`, apiKey, maxRetries: 0 })
}

/** The two official Gemini clients: today's, and the one that Gemini CLI carries. */
export type GenAI = GoogleGenAI | PinnedGenAI

export interface GenAIVersion {
  readonly name: string
  readonly create: (gatewayUrl: string, apiKey?: string) => GenAI
  readonly ApiError: typeof ApiError | typeof PinnedApiError
}

export const genAIVersions: readonly GenAIVersion[] = [
  {
    name: '@google/genai 3',
    create: (baseUrl, apiKey = ANY_KEY) => new GoogleGenAI({ apiKey, httpOptions: { baseUrl } }),
    ApiError,
  },
  {
    name: '@google/genai 1.30',
    create: (baseUrl, apiKey = ANY_KEY) => new PinnedGenAI({ apiKey, httpOptions: { baseUrl } }),
    ApiError: PinnedApiError,
  },
]

/** A PNG of one pixel. */
export const PNG_BASE64 =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** All items of a stream. */
export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of stream) items.push(item)
  return items
}

/** What a promise is rejected with. @throws Error when it is not. */
export async function rejectionOf(promise: PromiseLike<unknown>): Promise<unknown> {
  const [settled] = await Promise.allSettled([promise])
  if (settled.status === 'fulfilled') throw new Error('expected a rejection')
  return settled.reason
}
