import { fetchJson } from '@sluice/pipeline'
import type { JsonObject } from '@sluice/protocol'
import type { Send } from '@sluice/upstream'
import { modelPath } from './models.ts'

const COUNT_TIMEOUT_MS = 30_000

/** Google's own count of a Gemini request's tokens; the body passes as it is. */
export function countTokens(send: Send, model: string, body: Uint8Array, signal: AbortSignal): Promise<JsonObject> {
  const headers = { 'content-type': 'application/json' }
  const path = `/${modelPath(model)}:countTokens`
  return fetchJson(send, { method: 'POST', protocol: 'gemini', path, headers, body }, signal, COUNT_TIMEOUT_MS)
}
