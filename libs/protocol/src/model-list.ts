import { isJsonObject, type Json, type JsonObject } from './json/json.ts'
import type { Protocol } from './protocol.ts'

/** A model as lists tell it, free of any protocol's spelling. */
export interface ModelInfo {
  /** Without a `models/` prefix. */
  readonly id: string
  readonly displayName?: string | undefined
  /** Unix seconds; missing when nobody said. */
  readonly created?: number | undefined
  readonly ownedBy?: string | undefined
  readonly inputTokenLimit?: number | undefined
  readonly outputTokenLimit?: number | undefined
  /** Google's words for what can be called: `generateContent`. */
  readonly methods?: readonly string[] | undefined
  /** The vendor's own entry: a client of the same protocol gets it as it was. */
  readonly vendor?: { readonly protocol: Protocol; readonly json: JsonObject } | undefined
}

interface ModelFormat {
  decode(json: JsonObject): ModelInfo | undefined
  encode(model: ModelInfo): JsonObject
  /** Entries of a list answer. */
  entries(list: JsonObject): Json | undefined
  list(models: readonly JsonObject[]): JsonObject
}

const openaiChat: ModelFormat = {
  decode: (json) => {
    const id = text(json.id)
    if (id === undefined) return undefined
    return {
      id,
      created: count(json.created),
      ownedBy: text(json.owned_by),
      vendor: { protocol: 'openai-chat', json },
    }
  },
  // `created` is a number every OpenAI SDK demands: 0 says unknown.
  encode: ({ id, created, ownedBy }) => ({
    id,
    object: 'model',
    created: created ?? 0,
    owned_by: ownedBy ?? 'unknown',
  }),
  entries: (list) => list.data,
  list: (models) => ({ object: 'list', data: [...models] }),
}

const gemini: ModelFormat = {
  decode: (json) => {
    const name = text(json.name)
    if (name === undefined) return undefined
    const methods = json.supportedGenerationMethods
    return {
      id: name.replace(/^models\//, ''),
      displayName: text(json.displayName),
      ownedBy: 'google',
      inputTokenLimit: count(json.inputTokenLimit),
      outputTokenLimit: count(json.outputTokenLimit),
      methods: Array.isArray(methods) ? methods.filter((method) => typeof method === 'string') : undefined,
      vendor: { protocol: 'gemini', json },
    }
  },
  encode: (model) => ({
    name: model.id.includes('/') && model.id.startsWith('tunedModels/') ? model.id : `models/${model.id}`,
    version: '001',
    displayName: model.displayName ?? model.id,
    ...(model.inputTokenLimit !== undefined && { inputTokenLimit: model.inputTokenLimit }),
    ...(model.outputTokenLimit !== undefined && { outputTokenLimit: model.outputTokenLimit }),
    supportedGenerationMethods: [...(model.methods ?? ['generateContent', 'countTokens'])],
  }),
  entries: (list) => list.models,
  list: (models) => ({ models: [...models] }),
}

const formats: Readonly<Record<Protocol, ModelFormat>> = { 'openai-chat': openaiChat, gemini }

/** Reads a list answer of a vendor; entries that are no models are left out. */
export function decodeModelList(protocol: Protocol, list: JsonObject): readonly ModelInfo[] {
  const entries = formats[protocol].entries(list)
  if (!Array.isArray(entries)) return []
  return entries.flatMap((entry) => (isJsonObject(entry) ? (decodeModel(protocol, entry) ?? []) : []))
}

/** Reads one model; undefined when it is none. */
export function decodeModel(protocol: Protocol, json: JsonObject): ModelInfo | undefined {
  return formats[protocol].decode(json)
}

/** One model in the client's words, or in the vendor's own where they speak the same protocol. */
export function encodeModel(protocol: Protocol, model: ModelInfo): JsonObject {
  return model.vendor?.protocol === protocol ? model.vendor.json : formats[protocol].encode(model)
}

/** A whole list in one page; of two models with one id the first stays. */
export function encodeModelList(protocol: Protocol, models: readonly ModelInfo[]): JsonObject {
  const unique = new Map<string, ModelInfo>()
  for (const model of models) if (!unique.has(model.id)) unique.set(model.id, model)
  return formats[protocol].list([...unique.values()].map((model) => encodeModel(protocol, model)))
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function count(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}
