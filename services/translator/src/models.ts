import { fetchJson } from '@sluice/pipeline'
import {
  decodeModel,
  decodeModelList,
  encodeModel,
  encodeModelList,
  type JsonObject,
  type ModelInfo,
  type Protocol,
} from '@sluice/protocol'
import type { Send } from '@sluice/upstream'

/** Open WebUI hides every model of a source that takes longer than about 10 s. */
const LIST_TIMEOUT_MS = 8_000
/** Google has a few dozen models; more pages than this are a loop. */
const LIST_PAGES_MAX = 20

/** Google's models in the client's words. */
export async function listModels(send: Send, dialect: Protocol, signal: AbortSignal): Promise<JsonObject> {
  const models: ModelInfo[] = []
  let pageToken = ''
  for (let page = 0; page < LIST_PAGES_MAX; page++) {
    const path = `/models?pageSize=1000${pageToken && `&pageToken=${encodeURIComponent(pageToken)}`}`
    const list = await fetchJson(
      send,
      { method: 'GET', protocol: 'gemini', path, headers: {} },
      signal,
      LIST_TIMEOUT_MS,
    )
    models.push(...decodeModelList('gemini', list))
    const next = list.nextPageToken
    if (typeof next !== 'string' || next === '') break
    pageToken = next
  }
  return encodeModelList(dialect, models)
}

/** One model of Google's in the client's words. @throws GatewayError not-found. */
export async function getModel(send: Send, dialect: Protocol, model: string, signal: AbortSignal): Promise<JsonObject> {
  const path = `/${modelPath(model)}`
  const json = await fetchJson(send, { method: 'GET', protocol: 'gemini', path, headers: {} }, signal, LIST_TIMEOUT_MS)
  return encodeModel(dialect, decodeModel('gemini', json) ?? { id: model })
}

/** Where Google keeps a model: `models/x`, or `tunedModels/x` as it is. */
export function modelPath(model: string): string {
  const path = /^(models|tunedModels)\//.test(model) ? model : `models/${model}`
  return path.split('/').map(encodeURIComponent).join('/')
}
