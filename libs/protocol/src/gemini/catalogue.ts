import { type CatalogueFace, type ModelInfo, ownEntry, saidNumber, saidText } from '../catalogue.ts'
import { isJsonObject, type JsonObject } from '../json/json.ts'
import { estimateTokens } from './estimate-tokens.ts'
import { googleModelId } from './models.ts'

/** The most that Google gives; its default is 50. */
const PAGE_SIZE = 1_000

export const geminiCatalogue: CatalogueFace = {
  listPath: (page) =>
    `/models?pageSize=${PAGE_SIZE}${page === undefined ? '' : `&pageToken=${encodeURIComponent(page)}`}`,
  decodeList: ({ models, nextPageToken }) => ({
    models: Array.isArray(models)
      ? models.flatMap((entry) => (isJsonObject(entry) ? (decodeModel(entry) ?? []) : []))
      : [],
    next: saidText(nextPageToken),
  }),
  encodeList: (models) => ({ models: models.map(encodeModel) }),
  modelPath,
  decodeModel,
  encodeModel,
  tokens: { countPath: (model) => `${modelPath(model)}:countTokens`, estimate: estimateTokens },
}

/** Where Google keeps a model: `models/x`, or `tunedModels/x` as it is. */
function modelPath(model: string): string {
  const id = googleModelId(model)
  const path = id.startsWith('tunedModels/') ? id : `models/${id}`
  return `/${path.split('/').map(encodeURIComponent).join('/')}`
}

function decodeModel(json: JsonObject): ModelInfo | undefined {
  const name = saidText(json.name)
  if (name === undefined) return undefined
  const methods = json.supportedGenerationMethods
  return {
    id: name.replace(/^models\//, ''),
    displayName: saidText(json.displayName),
    ownedBy: 'google',
    inputTokenLimit: saidNumber(json.inputTokenLimit),
    outputTokenLimit: saidNumber(json.outputTokenLimit),
    methods: Array.isArray(methods) ? methods.filter((method) => typeof method === 'string') : undefined,
    vendor: { protocol: 'gemini', json },
  }
}

function encodeModel(model: ModelInfo): JsonObject {
  const { id, displayName = id, inputTokenLimit, outputTokenLimit, methods } = model
  return (
    ownEntry(model, 'gemini') ?? {
      name: id.startsWith('tunedModels/') ? id : `models/${id}`,
      version: '001',
      displayName,
      ...(inputTokenLimit !== undefined && { inputTokenLimit }),
      ...(outputTokenLimit !== undefined && { outputTokenLimit }),
      supportedGenerationMethods: [...(methods ?? ['generateContent', 'countTokens'])],
    }
  )
}
