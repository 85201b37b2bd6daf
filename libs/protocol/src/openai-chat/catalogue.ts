import { type CatalogueFace, type ModelInfo, ownEntry, saidNumber, saidText } from '../catalogue.ts'
import { isJsonObject, type JsonObject } from '../json/json.ts'

/** OpenAI has no token counts, and its list has one page. */
export const openaiChatCatalogue: CatalogueFace = {
  listPath: () => '/models',
  decodeList: ({ data }) => ({
    models: Array.isArray(data) ? data.flatMap((entry) => (isJsonObject(entry) ? (decodeModel(entry) ?? []) : [])) : [],
    next: undefined,
  }),
  encodeList: (models) => ({ object: 'list', data: models.map(encodeModel) }),
  modelPath: (model) => `/models/${encodeURIComponent(model.replace(/^models\//, ''))}`,
  decodeModel,
  encodeModel,
}

function decodeModel(json: JsonObject): ModelInfo | undefined {
  const id = saidText(json.id)
  if (id === undefined) return undefined
  const vendor = { protocol: 'openai-chat', json } as const
  return { id, created: saidNumber(json.created), ownedBy: saidText(json.owned_by), vendor }
}

/** `created` is a number every OpenAI SDK demands: 0 says unknown. */
function encodeModel(model: ModelInfo): JsonObject {
  const { id, created = 0, ownedBy = 'unknown' } = model
  return ownEntry(model, 'openai-chat') ?? { id, object: 'model', created, owned_by: ownedBy }
}
