import { fetchJson } from '@sluice/pipeline'
import {
  decodeModel,
  decodeModelList,
  encodeModel,
  encodeModelList,
  GatewayError,
  type JsonObject,
  type ModelInfo,
  type Protocol,
} from '@sluice/protocol'
import type { Send } from '@sluice/upstream'

/** Open WebUI hides every model when a list takes longer than about 10 s; the translator's own limit is 8 s. */
const LIST_TIMEOUT_MS = 9_000

/** A hop that knows models: how to reach it and what to speak. */
export interface ModelSource {
  readonly send: Send
  readonly protocol: Protocol
  /** Internal headers, for the translator only. */
  readonly headers: Readonly<Record<string, string>>
}

/**
 * The models of every source in the client's words. One source down: the rest.
 * @throws GatewayError not-configured when none can be reached.
 */
export async function listModels(
  sources: readonly ModelSource[],
  dialect: Protocol,
  signal: AbortSignal,
): Promise<JsonObject> {
  const lists = await Promise.allSettled(sources.map((source) => listOf(source, signal)))
  const models = lists.flatMap((list) => (list.status === 'fulfilled' ? list.value : []))
  const reasons = lists.flatMap((list) => (list.status === 'rejected' ? [list.reason] : []))
  if (reasons.length === lists.length) throw noSource(reasons)
  return encodeModelList(dialect, models)
}

async function listOf({ send, ...call }: ModelSource, signal: AbortSignal): Promise<readonly ModelInfo[]> {
  return decodeModelList(
    call.protocol,
    await fetchJson(send, { ...call, method: 'GET', path: '/models' }, signal, LIST_TIMEOUT_MS),
  )
}

function noSource(reasons: readonly unknown[]): GatewayError {
  const why = [...new Set(reasons.map((reason) => (reason instanceof Error ? reason.message : String(reason))))].join(
    ' ',
  )
  return new GatewayError({
    kind: 'not-configured',
    message: `No model list can be had. Set GEMINI_API_KEY for Gemini, or UPSTREAM_URL (and UPSTREAM_API_KEY) for an OpenAI-compatible gateway. ${why}`,
  })
}

/** One model in the client's words. @throws GatewayError not-found. */
export async function getModel(
  { send, ...call }: ModelSource,
  dialect: Protocol,
  model: string,
  signal: AbortSignal,
): Promise<JsonObject> {
  const path = `/models/${encodeURIComponent(model.replace(/^models\//, ''))}`
  const json = await fetchJson(send, { ...call, method: 'GET', path }, signal, LIST_TIMEOUT_MS)
  return encodeModel(dialect, decodeModel(call.protocol, json) ?? { id: model })
}
