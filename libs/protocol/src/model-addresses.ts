import type { JsonObject } from './json/json.ts'
import type { Protocol } from './protocol.ts'

/** Where a vendor of a protocol tells about its models; paths below the versioned base URL. */
interface ModelAddresses {
  /** Of one page of the list; without a token the first. */
  listPath(pageToken?: string): string
  /** The token of the page after this one. */
  nextPage(list: JsonObject): string | undefined
  modelPath(model: string): string
  /** Where the vendor counts a request's tokens; absent where the protocol has no such call. */
  countPath?(model: string): string
}

const openaiChat: ModelAddresses = {
  listPath: () => '/models',
  nextPage: () => undefined,
  modelPath: (model) => `/models/${encodeURIComponent(model.replace(/^models\//, ''))}`,
}

const gemini: ModelAddresses = {
  listPath: (pageToken) => `/models?pageSize=1000${pageToken ? `&pageToken=${encodeURIComponent(pageToken)}` : ''}`,
  nextPage: ({ nextPageToken }) =>
    typeof nextPageToken === 'string' && nextPageToken !== '' ? nextPageToken : undefined,
  modelPath: geminiPath,
  countPath: (model) => `${geminiPath(model)}:countTokens`,
}

/** Where Google keeps a model: `models/x`, or `tunedModels/x` as it is. Catalogues name its models with their vendor. */
function geminiPath(model: string): string {
  const id = model.replace(/^models\//, '').replace(/^google\//i, '')
  const path = id.startsWith('tunedModels/') ? id : `models/${id}`
  return `/${path.split('/').map(encodeURIComponent).join('/')}`
}

export const modelAddresses: Readonly<Record<Protocol, ModelAddresses>> = { 'openai-chat': openaiChat, gemini }
