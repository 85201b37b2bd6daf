import { isScriptedModel } from '../script.ts'
import { familyOf } from './family.ts'

interface Listed {
  readonly name: string
  readonly version: string
  readonly displayName: string
  readonly description: string
  readonly inputTokenLimit: number
  readonly outputTokenLimit: number
  readonly supportedGenerationMethods: readonly string[]
  readonly thinking?: true
}

const generation = ['generateContent', 'countTokens', 'createCachedContent', 'batchGenerateContent']
const embedding = ['embedContent', 'countTextTokens', 'countTokens']

const generator = (id: string, version: string, displayName: string, outputTokenLimit = 65_536): Listed => ({
  name: `models/${id}`,
  version,
  displayName,
  description: `Simulated ${displayName}`,
  inputTokenLimit: 1_048_576,
  outputTokenLimit,
  supportedGenerationMethods: generation,
  ...(outputTokenLimit > 8_192 ? { thinking: true as const } : {}),
})

const embedder = (id: string, displayName: string): Listed => ({
  name: `models/${id}`,
  version: '001',
  displayName,
  description: `Simulated ${displayName}`,
  inputTokenLimit: 2_048,
  outputTokenLimit: 1,
  supportedGenerationMethods: embedding,
})

/** The list of `GET /v1beta/models`, in order. */
export const geminiModels: readonly Listed[] = [
  generator('gemini-2.5-pro', '2.5', 'Gemini 2.5 Pro'),
  generator('gemini-2.5-flash', '001', 'Gemini 2.5 Flash'),
  generator('gemini-2.5-flash-lite', '001', 'Gemini 2.5 Flash-Lite'),
  generator('gemini-2.5-flash-image', '2.0', 'Nano Banana', 32_768),
  generator('gemini-2.5-flash-preview-tts', 'gemini-2.5-flash-exp-tts', 'Gemini 2.5 Flash Preview TTS', 8_192),
  generator('gemini-2.0-flash', '2.0', 'Gemini 2.0 Flash', 8_192),
  generator('gemini-2.0-flash-lite', '2.0', 'Gemini 2.0 Flash-Lite', 8_192),
  generator('gemini-3-pro-preview', '3-pro-preview-11-2025', 'Gemini 3 Pro Preview'),
  generator('gemini-3-flash-preview', '3-flash-preview-12-2025', 'Gemini 3 Flash Preview'),
  generator('gemini-3.1-pro-preview', '3.1-pro-preview-01-2026', 'Gemini 3.1 Pro Preview'),
  generator('gemma-3-27b-it', '001', 'Gemma 3 27B', 8_192),
  embedder('gemini-embedding-001', 'Gemini Embedding 001'),
  embedder('text-embedding-004', 'Text Embedding 004'),
]

/** Whether a model may be called: listed, added, scripted, tuned, or named like a Gemini of some generation. */
export function isGeminiModel(id: string, added: readonly string[]): boolean {
  const isListed = geminiModels.some(({ name }) => name === `models/${id}`)
  return (
    isListed || added.includes(id) || isScriptedModel(id) || id.startsWith('tunedModels/') || familyOf(id) !== 'any'
  )
}

/** One page and the token of the next; a token that was never given out is read as the start. */
export function pageOfModels(added: readonly string[], pageSize: number, pageToken: string): object {
  const all = [...geminiModels, ...added.map((id) => generator(id, '001', id))]
  const start = Number(Buffer.from(pageToken, 'base64').toString('latin1')) || 0
  const end = start + Math.max(1, Math.min(pageSize, 1_000))
  const models = all.slice(start, end)
  return end >= all.length ? { models } : { models, nextPageToken: Buffer.from(String(end)).toString('base64') }
}

export const findGeminiModel = (id: string, added: readonly string[]): object | undefined =>
  geminiModels.find(({ name }) => name === `models/${id}`) ??
  (added.includes(id) || isScriptedModel(id) ? generator(id, '001', id) : undefined)
